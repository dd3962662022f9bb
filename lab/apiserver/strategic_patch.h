// Strategic merge patch: a merge patch that knows which lists are really sets of named things, and takes
// directives: $patch (replace, delete, merge), $retainKeys, $setElementOrder/<list>,
// $deleteFromPrimitiveList/<list>.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/json_patch.h"
#include "lab/apiserver/schema.h"

namespace herald::apiserver {

[[nodiscard]] Result<json::object, PatchError> strategic_patch(json::object document,
                                                               const json::object& patch,
                                                               const Schema& schema);

}  // namespace herald::apiserver
