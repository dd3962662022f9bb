// YAML request bodies as JSON, read by the reader of configurations: bounded, and without surprises.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"

#include <string>
#include <string_view>

namespace herald::apiserver {

// One document. The error is a sentence.
[[nodiscard]] Result<json::value, std::string> yaml_to_json(std::string_view text);

}  // namespace herald::apiserver
