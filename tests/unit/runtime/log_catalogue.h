// docs/log-events.md as tests read it.
#pragma once

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {

inline std::string read_source(const std::string& path) {
  std::ifstream file(std::string(HERALD_SOURCE_DIR) + "/" + path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

// The text under "## heading", up to the next one.
inline std::string section(const std::string& document, const std::string& heading) {
  const std::string title = "\n## " + heading + "\n";
  const std::size_t start = document.find(title);
  if (start == std::string::npos) return {};
  const std::size_t end = document.find("\n## ", start + title.size());
  return document.substr(start, end - start);
}

// "event level" of each row under "## heading".
inline std::multiset<std::string> documented_log_events(const std::string& heading) {
  const std::string text = section(read_source("docs/log-events.md"), heading);
  std::multiset<std::string> rows;
  const std::regex row(R"(\n\| `([a-z0-9_]+)` \| ([a-z]+) \| (?=[^|\s]))");
  for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at) {
    rows.insert((*at)[1].str() + " " + (*at)[2].str());
  }
  return rows;
}

}  // namespace herald::runtime
