// What a rule has to say about one place of the repository, in words that tell the reader what to do.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace herald::tidy {

struct Finding {
  std::string path;
  int line = 0;  // 0: the file as a whole
  std::string message;
};

using Findings = std::vector<Finding>;

// How GoogleTest shows a finding.
inline std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << finding.path << ":" << finding.line << ": " << finding.message;
}

}  // namespace herald::tidy
