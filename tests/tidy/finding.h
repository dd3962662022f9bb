// What a rule has to say about one place of the repository, in words that tell the reader what to do.
#pragma once

#include <string>
#include <vector>

namespace herald::tidy {

struct Finding {
  std::string path;
  int line = 0;  // 0: the file as a whole
  std::string message;
};

using Findings = std::vector<Finding>;

}  // namespace herald::tidy
