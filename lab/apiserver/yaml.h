// YAML request bodies as JSON. The only door to the YAML library here.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"

#include <string>
#include <string_view>

namespace herald::apiserver {

// One document. Bounded in nodes, so that aliases of aliases end as an error; the error is a sentence.
[[nodiscard]] Result<json::value, std::string> yaml_to_json(std::string_view text);

}  // namespace herald::apiserver
