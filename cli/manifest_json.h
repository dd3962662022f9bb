// A YAML manifest as the JSON that the API server would be sent, so that Services from files go through the
// same decoder as Services from the cluster.
#pragma once

#include "config/raw.h"

#include <string>

namespace herald::cli {

[[nodiscard]] std::string to_json(const config::RawNode& node);

}  // namespace herald::cli
