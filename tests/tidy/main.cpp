// tidy [--root DIR] [--untracked]: checks the form of a checkout; of its own by default.
#include "tests/tidy/rules.h"

#include <filesystem>
#include <string_view>

#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

struct Options {
  std::filesystem::path root = HERALD_SOURCE_DIR;
  Listing listing = Listing::tracked;
};

Options& options() {
  static Options parsed;
  return parsed;
}

const Repository& checkout() {
  static const Repository repository = Repository::read(options().root, options().listing);
  return repository;
}

class Checkout : public testing::TestWithParam<Rule> {};

TEST_P(Checkout, Follows) {
  for (const Finding& finding : GetParam().check(checkout())) {
    ADD_FAILURE_AT(finding.path.c_str(), finding.line) << finding.message;
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, Checkout, testing::ValuesIn(all_rules()),
                         [](const auto& info) { return std::string(info.param.name); });

// An empty listing would satisfy every rule.
TEST(CheckoutListing, HasTheFilesThatMustBeThere) {
  EXPECT_NE(checkout().find("CMakeLists.txt"), nullptr);
  EXPECT_NE(checkout().find("core/model/reason.h"), nullptr);
}

void parse(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--root" && i + 1 < argc) options().root = argv[++i];
    if (argument == "--untracked") options().listing = Listing::with_untracked;
  }
}

}  // namespace
}  // namespace herald::tidy

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  herald::tidy::parse(argc, argv);
  return RUN_ALL_TESTS();
}
