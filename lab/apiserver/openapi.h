// The OpenAPI (Swagger 2.0) description that kubectl reads before it applies, edits or explains: kinds with
// their fields, made from the schemas, and that PATCH takes "fieldValidation", by which kubectl leaves
// validation to the server.
#pragma once

#include "lab/apiserver/resource.h"

#include <string>

namespace herald::apiserver {

[[nodiscard]] json::object openapi_document(const Registry& registry);

// The same document as message openapi.v2.Document, which is the only form that kubectl asks for.
[[nodiscard]] std::string openapi_protobuf(const Registry& registry);

}  // namespace herald::apiserver
