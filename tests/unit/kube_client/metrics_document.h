// What docs/metrics.md promises, and what a program registers, in the same words: "name kind label, label".
#pragma once

#include "runtime/metrics.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace herald::testing_documents {

inline std::multiset<std::string> documented_metrics(const std::vector<std::string>& sections) {
  std::ifstream file(HERALD_SOURCE_DIR "/docs/metrics.md");
  const std::string document{std::istreambuf_iterator<char>(file), {}};
  std::multiset<std::string> documented;
  for (const std::string& section : sections) {
    const std::size_t start = document.find("\n## " + section + "\n");
    if (start == std::string::npos) continue;
    const std::string text = document.substr(start, document.find("\n## ", start + 1) - start);
    const std::regex row(R"(\n\| `([a-z0-9_]+)` \| ([a-z]+) \| ([^|]+) \| (?=[^|\s]))");
    for (std::sregex_iterator at(text.begin(), text.end(), row), end; at != end; ++at)
      documented.insert((*at)[1].str() + " " + (*at)[2].str() + " " + (*at)[3].str());
  }
  return documented;
}

inline std::multiset<std::string> registered_metrics(const runtime::Metrics& metrics) {
  std::multiset<std::string> registered;
  for (const runtime::MetricInfo& info : metrics.registered()) {
    std::string labels;
    for (const std::string& label : info.labels)
      labels += (labels.empty() ? "" : ", ") + label;
    registered.insert(info.name + " " + std::string(runtime::name(info.kind)) + " " +
                      (labels.empty() ? "-" : labels));
  }
  return registered;
}

}  // namespace herald::testing_documents
