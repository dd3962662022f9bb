// What becomes known of the configuration, as brains are told it.
#pragma once

#include "config/config.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace herald::config {

// A configuration that holds from now on.
struct Changed {
  std::shared_ptr<const Config> config;
  std::optional<std::string> text;  // to be kept as the last good one; absent when it came from there
};
// The ConfigMap has a text that is no configuration: what holds, holds on.
struct Rejected {
  std::string problems;  // as people read them, one to a line
};
// There is no ConfigMap (any more): what holds, holds on.
struct Gone {};

using News = std::variant<Changed, Rejected, Gone>;

}  // namespace herald::config
