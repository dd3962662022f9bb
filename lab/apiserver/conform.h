// Holds a decoded object against its schema: drops what the schema does not know and says so, refuses wrong
// types. What a typed server does by decoding into structs.
#pragma once

#include "lab/apiserver/json.h"
#include "lab/apiserver/schema.h"

#include <string>
#include <vector>

namespace herald::apiserver {

struct Conformity {
  std::vector<std::string> unknown;  // "spec.prots", in the order met
  std::string wrong_type;            // the first one, in words; empty when there is none
};

// Members that are null are dropped, as they decode to nothing, and so are empty maps and lists.
[[nodiscard]] Conformity conform(json::object& object, const Schema& schema);

}  // namespace herald::apiserver
