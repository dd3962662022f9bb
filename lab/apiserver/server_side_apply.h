// Server-side apply: a manager says what it wants of an object; what it wanted before and wants no more goes,
// unless another manager wants it too. Who wants what is kept in metadata.managedFields, in the server's own
// notation (FieldsV1). Only managers that apply are told apart: fields written by updates belong to nobody
// here.
#pragma once

#include "core/base/result.h"
#include "lab/apiserver/field_error.h"
#include "lab/apiserver/json.h"
#include "lab/apiserver/schema.h"

#include <string>
#include <string_view>

namespace herald::apiserver {

struct ApplyRequest {
  const json::object& wanted;
  std::string_view manager;
  bool force = false;
  std::string_view subresource;
  std::string_view time;  // RFC 3339
};

// The object as it shall be, managedFields included. The error lists the fields that other managers hold with
// other values.
[[nodiscard]] Result<json::object, FieldErrors> server_side_apply(json::object live,
                                                                  const ApplyRequest& request,
                                                                  const Schema* schema);

// {"f:spec":{"f:type":{}}}: the fields that `wanted` names.
[[nodiscard]] json::object field_set(const json::object& wanted, const Schema* schema);

}  // namespace herald::apiserver
