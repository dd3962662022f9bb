// The messages of the YAML library, in words that tell an operator what to do.
#pragma once

#include "config/raw.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::config {

struct YamlComplaint {
  Position at;
  std::string message;
};

// `complaint` is what the library says; `text` the whole text; `read_so_far` the start of the last value that
// was understood.
[[nodiscard]] YamlComplaint explain_yaml(const YamlComplaint& complaint, std::string_view text,
                                         Position read_so_far);

}  // namespace herald::config
