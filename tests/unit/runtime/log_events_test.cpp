// The catalogue in the code and the one in the documentation are the same.
#include "runtime/log_events.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

std::string read_source(const std::string& path) {
  std::ifstream file(std::string(HERALD_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The text under "## heading", up to the next one.
std::string section(const std::string& document, const std::string& heading) {
  const std::string title = "\n## " + heading + "\n";
  const std::size_t start = document.find(title);
  if (start == std::string::npos) return {};
  const std::size_t end = document.find("\n## ", start + title.size());
  return document.substr(start, end - start);
}

std::multiset<std::string> documented(const std::string& text) {
  std::multiset<std::string> rows;
  const std::regex row(R"(\n\| `([a-z0-9_]+)` \| ([a-z]+) \| (?=[^|\s]))");
  for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at) {
    rows.insert((*at)[1].str() + " " + (*at)[2].str());
  }
  return rows;
}

TEST(LogEvents, AreDocumentedOnceWithTheirLevel) {
  std::multiset<std::string> known;
  for (const LogEvent& event : events::kAll) {
    known.insert(std::string(event.name) + " " + std::string(name(event.level)));
  }
  EXPECT_EQ(documented(section(read_source("docs/log-events.md"), "runtime")), known);
}

TEST(LogEvents, AreAllInTheList) {
  const std::string header = read_source("runtime/log_events.h");
  const std::regex definition(R"(\ninline constexpr LogEvent k)");
  const auto found = std::distance(std::sregex_iterator(header.begin(), header.end(), definition), {});
  EXPECT_EQ(static_cast<std::size_t>(found), events::kAll.size());
}

TEST(LogEvents, HaveDistinctNamesInSnakeCase) {
  std::set<std::string_view> names;
  for (const LogEvent& event : events::kAll) {
    EXPECT_TRUE(names.insert(event.name).second) << event.name;
    EXPECT_TRUE(std::regex_match(std::string(event.name), std::regex("[a-z][a-z0-9_]+")));
    EXPECT_FALSE(event.text.empty());
    EXPECT_FALSE(event.text.ends_with('.'));
  }
}

}  // namespace
}  // namespace herald::runtime
