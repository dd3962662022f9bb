// Reads a text as everything it could be, for tests that break texts on purpose.
#pragma once

#include "core/base/check.h"
#include "kube/decode.h"
#include "kube/decode_absence.h"
#include "kube/decode_list.h"
#include "kube/decode_watch.h"

#include <string_view>

namespace herald::kube {

template <class T>
int read_as(std::string_view text, Scratch& scratch) {
  const auto object = decode<T>(text, scratch);
  if (!object) {
    HERALD_CHECK(!object.error().why.empty());
    return 0;
  }
  HERALD_CHECK(!object->meta.key.name.empty());
  return 1;
}

// How many readings gave a value.
inline int read_as_everything(std::string_view text, Scratch& scratch) {
  int values = read_as<model::Service>(text, scratch) + read_as<model::Node>(text, scratch) +
               read_as<model::EndpointSlice>(text, scratch) + read_as<Namespace>(text, scratch) +
               read_as<ConfigMap>(text, scratch) + read_as<Secret>(text, scratch) +
               read_as<Lease>(text, scratch);
  values += decode_meta(text, scratch) ? 1 : 0;
  values += decode_resource_version(text, scratch) ? 1 : 0;
  values += decode_status(text, scratch) ? 1 : 0;
  values += decode_list_envelope(text, scratch) ? 1 : 0;
  values += decode_group_versions(text, scratch) ? 1 : 0;
  values += says_absent(text, kServices, "nobody", scratch) ? 1 : 0;
  values += salvage_meta(text, scratch) ? 1 : 0;
  return values;
}

}  // namespace herald::kube
