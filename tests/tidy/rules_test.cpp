#include "tests/tidy/rules.h"

#include <map>
#include <string>

#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

// How many tests of its own each rule has: a suite is called after its rule.
std::map<std::string, int> tests_of_suites() {
  std::map<std::string, int> counts;
  const testing::UnitTest& tests = *testing::UnitTest::GetInstance();
  for (int i = 0; i < tests.total_test_suite_count(); ++i) {
    counts[tests.GetTestSuite(i)->name()] = tests.GetTestSuite(i)->total_test_count();
  }
  return counts;
}

// A rule that finds nothing may be true or blind; only a planted fault tells.
TEST(AllRules, HaveATestThatFindsAndOneThatPasses) {
  std::map<std::string, int> counts = tests_of_suites();
  for (const Rule& rule : all_rules()) {
    EXPECT_GE(counts[std::string(rule.name)], 2) << rule.name << ": add TEST(" << rule.name << ", ...)";
  }
}

TEST(AllRules, HaveEveryRuleThatIsDeclared) {
  const Repository repository = Repository::read(HERALD_SOURCE_DIR, Listing::tracked);
  const File* header = repository.find("tests/tidy/rules.h");
  ASSERT_NE(header, nullptr);
  const std::vector<Token>& tokens = header->source.tokens();
  std::size_t declared = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == "Findings" && is_word(tokens[i + 1].text)) ++declared;
  }
  EXPECT_EQ(declared, all_rules().size());
}

}  // namespace
}  // namespace herald::tidy
