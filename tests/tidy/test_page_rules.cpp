#include "tests/tidy/markdown.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace herald::tidy {
namespace {

constexpr std::string_view kPage = "docs/end-to-end.md";
constexpr std::string_view kTests = "tests/integration/";
constexpr std::string_view kListed = "tests/integration/e2e/";  // all of these are on the page

struct TestCase {
  std::string name;  // "Suite.Name"
  std::string path;
  int line = 0;
};

// TEST(Suite, Name), TEST_F and TEST_P.
std::vector<TestCase> tests_in(const File& file) {
  const std::vector<Token>& tokens = file.source.tokens();
  std::vector<TestCase> found;
  for (std::size_t i = 0; i + 4 < tokens.size(); ++i) {
    const std::string_view macro = tokens[i].text;
    if (macro != "TEST" && macro != "TEST_F" && macro != "TEST_P") continue;
    if (tokens[i + 1].text != "(" || tokens[i + 3].text != ",") continue;
    found.push_back(
        {std::string(tokens[i + 2].text) + "." + std::string(tokens[i + 4].text), file.path, tokens[i].line});
  }
  return found;
}

std::vector<TestCase> all_tests(const Repository& repository) {
  std::vector<TestCase> all;
  for (const File& file : repository.files()) {
    if (!file.path.starts_with(kTests) || !file.path.ends_with(".cpp")) continue;
    std::vector<TestCase> more = tests_in(file);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

// "With/Session.Md5*" -> "Session.Md5*"; empty for what names no test, as programs and commands.
std::string test_pattern(const std::string& code) {
  const std::size_t slash = code.find('/');
  const std::string name = slash == std::string::npos ? code : code.substr(slash + 1);
  const bool begins_like_one = !name.empty() && std::isupper(static_cast<unsigned char>(name.front())) != 0;
  const bool is_one =
      begins_like_one && name.find('.') != std::string::npos && name.find(' ') == std::string::npos;
  return is_one ? name : std::string();
}

}  // namespace

Findings test_page_is_true(const Repository& repository) {
  const File* const page = repository.find(kPage);
  if (page == nullptr) return {{std::string(kPage), 0, "write it: which test proves what"}};
  const std::vector<TestCase> tests = all_tests(repository);
  Findings findings;
  std::set<std::string> listed;
  for (const TableRow& row : table_rows(page->text)) {
    if (row.first || row.cells.size() < 2) continue;
    for (const std::string& code : quoted_code(row.cells[1])) {
      const std::string pattern = test_pattern(code);
      if (pattern.empty()) continue;
      bool matched = false;
      for (const TestCase& test : tests) {
        if (!path_matches(pattern, test.name)) continue;
        matched = true;
        listed.insert(test.name);
      }
      if (!matched) findings.push_back({page->path, row.line, "there is no test " + code});
    }
  }
  for (const TestCase& test : tests) {
    if (test.path.starts_with(kListed) && !listed.contains(test.name))
      findings.push_back({test.path, test.line, test.name + " proves nothing that " + page->path + " names"});
  }
  return findings;
}

}  // namespace herald::tidy
