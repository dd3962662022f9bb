// Config -> text that parses to the same Config. Says only what differs from the defaults.
#pragma once

#include "config/config.h"

#include <string>

namespace herald::config {

[[nodiscard]] std::string render(const Config& config);

}  // namespace herald::config
