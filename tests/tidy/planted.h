// For the tests of rules: a repository of a few planted files, and the places where a rule objects.
#pragma once

#include "tests/tidy/finding.h"
#include "tests/tidy/repository.h"

#include <string>
#include <utility>
#include <vector>

namespace herald::tidy {

struct Planted {
  std::string path;
  std::string text;
};

inline Repository planted(std::vector<Planted> seeds) {
  std::vector<File> files;
  files.reserve(seeds.size());
  for (Planted& seed : seeds)
    files.emplace_back(std::move(seed.path), std::move(seed.text));
  return Repository(std::move(files));
}

// "core/net/ip.h:3"
inline std::vector<std::string> places(const Findings& findings) {
  std::vector<std::string> found;
  found.reserve(findings.size());
  for (const Finding& finding : findings)
    found.push_back(finding.path + ":" + std::to_string(finding.line));
  return found;
}

}  // namespace herald::tidy
