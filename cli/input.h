// Files and standard input as texts: whole, bounded, or the reason why not.
#pragma once

#include "core/base/result.h"

#include <string>

namespace herald::cli {

struct InputFile {
  std::string name;  // "-" is shown as "<stdin>"
  std::string text;
};

// "-" reads standard input. The error says what to do about it.
[[nodiscard]] Result<InputFile, std::string> read_input(const std::string& path);

}  // namespace herald::cli
