// The catalogue in the code and the one in the documentation are the same.
#include "runtime/log_events.h"

#include "tests/unit/runtime/log_catalogue.h"

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

TEST(LogEvents, AreDocumentedOnceWithTheirLevel) {
  std::multiset<std::string> known;
  for (const LogEvent& event : events::kAll) {
    known.insert(std::string(event.name) + " " + std::string(name(event.level)));
  }
  EXPECT_EQ(documented_log_events("runtime"), known);
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
