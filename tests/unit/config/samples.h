// The shipped examples as texts, and generated configurations.
#pragma once

#include "config/config.h"
#include "core/base/random.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace herald::config {

// The whole text of a file of config/examples.
std::string example(std::string_view file);

// The configuration inside of an example that is a ConfigMap.
std::string full_sample(std::string_view file);

// Any valid configuration, small ones more often than large ones.
Config any_config(Random& random);

}  // namespace herald::config
