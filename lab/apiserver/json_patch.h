// The two patches that know no schema: JSON patch (RFC 6902) and JSON merge patch (RFC 7386).
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"

#include <cstdint>
#include <string>

namespace herald::apiserver {

struct PatchError {
  enum class Kind : std::uint8_t {
    malformed,  // not a patch at all: 400
    unfitting,  // a patch that this document does not take (a test that fails, a path that is not there): 422
  };
  Kind kind = Kind::malformed;
  std::string what;
};

// All operations or none.
[[nodiscard]] Result<json::value, PatchError> json_patch(json::value document, const json::value& patch);

[[nodiscard]] json::value merge_patch(json::value document, const json::value& patch);

}  // namespace herald::apiserver
