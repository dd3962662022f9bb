// tests/golden/config/{good,bad}/<rule>.yaml against <rule>.expected: what a good file means, as render()
// writes it, after its warnings; and everything that is said about a bad one.
//
// After a change that is meant: build/tests/unit_config --update-golden, then read the difference.
#include "tests/unit/config/golden.h"

#include "config/parse.h"
#include "config/render.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <vector>

#include <gtest/gtest.h>

namespace herald::config {

bool& update_golden() {
  static bool update = false;
  return update;
}

namespace {

namespace fs = std::filesystem;

fs::path folder(std::string_view verdict) {
  return fs::path(HERALD_SOURCE_DIR) / "tests" / "golden" / "config" / verdict;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> rules(std::string_view verdict, std::string_view extension) {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(folder(verdict))) {
    if (entry.path().extension() == extension) out.push_back(entry.path().stem().string());
  }
  std::ranges::sort(out);
  return out;
}

std::string listed(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& diagnostic : diagnostics)
    out += diagnostic.to_string() + "\n";
  return out;
}

// The lines that only one of the two has.
std::string difference(const std::string& expected, const std::string& actual) {
  const auto lines = [](const std::string& text) {
    std::multiset<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
      out.insert(line);
    return out;
  };
  const auto before = lines(expected);
  const auto after = lines(actual);
  std::string out;
  for (const std::string& line : before) {
    if (!after.contains(line)) out += "- " + line + "\n";
  }
  for (const std::string& line : after) {
    if (!before.contains(line)) out += "+ " + line + "\n";
  }
  return out.empty() ? "(the same lines in another order or number)\n" : out;
}

void expect_golden(const fs::path& path, const std::string& actual) {
  if (update_golden()) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(fs::exists(path)) << path << " is missing; run with --update-golden";
  const std::string expected = read_file(path);
  EXPECT_EQ(actual == expected, true) << path << "\n" << difference(expected, actual);
}

class Good : public testing::TestWithParam<std::string> {};
class Bad : public testing::TestWithParam<std::string> {};

TEST_P(Good, MeansWhatIsExpected) {
  const fs::path source = folder("good") / (GetParam() + ".yaml");
  const auto parsed = parse(read_file(source));
  ASSERT_TRUE(parsed) << listed(parsed.error());
  const std::string rendered = render(parsed->config);
  expect_golden(folder("good") / (GetParam() + ".expected"), listed(parsed->warnings) + rendered);

  const auto again = parse(rendered);
  ASSERT_TRUE(again) << listed(again.error());
  EXPECT_EQ(again->config, parsed->config);
  EXPECT_EQ(render(again->config), rendered);
}

TEST_P(Bad, IsRefusedWithEverythingThatIsWrong) {
  const auto parsed = parse(read_file(folder("bad") / (GetParam() + ".yaml")));
  ASSERT_FALSE(parsed);
  expect_golden(folder("bad") / (GetParam() + ".expected"), listed(parsed.error()));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Golden, Good, testing::ValuesIn(rules("good", ".yaml")), test_name);
INSTANTIATE_TEST_SUITE_P(Golden, Bad, testing::ValuesIn(rules("bad", ".yaml")), test_name);

TEST(GoldenFiles, ComeInPairs) {
  EXPECT_EQ(rules("good", ".yaml"), rules("good", ".expected"));
  EXPECT_EQ(rules("bad", ".yaml"), rules("bad", ".expected"));
}

}  // namespace
}  // namespace herald::config
