// `heraldctl validate`: what is wrong with configuration before a cluster sees it.
#pragma once

#include "cli/input.h"
#include "config/diagnostic.h"

#include <string>
#include <vector>

namespace herald::cli {

struct FileVerdict {
  std::string file;
  int configurations = 0;           // found in the file
  config::Diagnostics diagnostics;  // with positions in the file
  std::string summary;              // "1 pool, 4 addresses", when there is one valid configuration

  [[nodiscard]] bool valid() const;
};

[[nodiscard]] FileVerdict validate(const InputFile& input);

}  // namespace herald::cli
