// One object's JSON, read as every kind there is. Law: what decodes has a name, and what does not has a
// reason.
#include "core/base/check.h"
#include "kube/decode.h"
#include "kube/decode_absence.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace {

using namespace herald;

template <class T>
void check_reading(const kube::Decoded<T>& value) {
  HERALD_CHECK(value || !value.error().why.empty());
}

template <class... Kinds>
void read_as(const std::string& text, kube::Scratch& scratch) {
  const auto read = [&]<class T>(const kube::Decoded<kube::Object<T>>& object) {
    check_reading(object);
    HERALD_CHECK(!object || !object->meta.key.name.empty());
  };
  (read(kube::decode<Kinds>(text, scratch)), ...);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  kube::Scratch scratch;
  read_as<model::Service, model::Node, model::EndpointSlice, kube::Namespace, kube::ConfigMap, kube::Secret,
          kube::Lease>(text, scratch);
  check_reading(kube::decode_meta(text, scratch));
  check_reading(kube::decode_resource_version(text, scratch));
  check_reading(kube::decode_status(text, scratch));
  static_cast<void>(kube::says_absent(text, kube::kServices, "nobody", scratch));
  check_reading(kube::decode_list_envelope(text, scratch));
  check_reading(kube::decode_group_versions(text, scratch));
  const auto rescued = kube::salvage_meta(text, scratch);
  HERALD_CHECK(!rescued || !rescued->key.name.empty());
  return 0;
}
