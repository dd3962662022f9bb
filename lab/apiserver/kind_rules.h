// What a server adds to, clears from and refuses in an object of each kind before it is stored. Objects come
// in decoded and with their metadata in place.
#pragma once

#include "core/base/time.h"
#include "lab/apiserver/field_error.h"
#include "lab/apiserver/names.h"
#include "lab/apiserver/resource.h"
#include "lab/apiserver/service_numbers.h"

namespace herald::apiserver {

struct KindContext {
  const Resource& resource;
  ServiceNumbers& numbers;
  UnixSeconds now;
};

[[nodiscard]] NameRule name_rule(const Resource& resource);

// `old` is null for a new object. Metadata that every kind has is checked too.
void prepare(json::object& object, const json::object* old, const KindContext& context, FieldErrors& errors);

}  // namespace herald::apiserver
