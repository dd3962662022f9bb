// Configuration text -> Config, or everything that is wrong with it at once. Strict at any depth: an unknown
// key, a duplicate key or a wrong type is an error. Bounded in time and memory for any input, however
// hostile.
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "core/base/result.h"

#include <string_view>

namespace herald::config {

struct Parsed {
  Config config;
  Diagnostics warnings;
};

[[nodiscard]] Result<Parsed, Diagnostics> parse(std::string_view text);

}  // namespace herald::config
