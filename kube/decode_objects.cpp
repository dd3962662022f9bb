// The kinds whose content is little more than maps of texts, and Leases.
#include "kube/base64.h"
#include "kube/decode_fields.h"
#include "kube/timestamp.h"

namespace herald::kube {
namespace {

void read_secret(const Fields& root, Secret& secret) {
  for (const auto& [key, text] : root.texts("data")) {
    if (auto bytes = from_base64(text)) {
      secret.data.emplace(key, *std::move(bytes));
    } else {
      root.refuse("data." + key, "not base64");
    }
  }
}

std::optional<UnixMicros> read_micro_time(const Fields& spec, std::string_view field) {
  const auto text = spec.optional_text(field);
  if (!text) return std::nullopt;
  const auto time = parse_micro_time(*text);
  if (!time) spec.refuse(field, "not an RFC 3339 time");
  return time;
}

void read_lease(const Fields& root, Lease& lease) {
  root.with("metadata", [&](const Fields& meta) { lease.annotations = meta.texts("annotations"); });
  root.with("spec", [&](const Fields& spec) {
    lease.holder = spec.text("holderIdentity");
    lease.duration_seconds = spec.whole32("leaseDurationSeconds");
    lease.acquired = read_micro_time(spec, "acquireTime");
    lease.renewed = read_micro_time(spec, "renewTime");
    lease.transitions = spec.whole32("leaseTransitions").value_or(0);
  });
}

}  // namespace

template <>
Decoded<Object<Namespace>> decode(std::string_view json, Scratch& scratch) {
  return read_object<Namespace>(json, scratch, [](const Fields& root, Object<Namespace>& object) {
    root.with("metadata", [&](const Fields& meta) { object.value.labels = meta.texts("labels"); });
  });
}

template <>
Decoded<Object<ConfigMap>> decode(std::string_view json, Scratch& scratch) {
  return read_object<ConfigMap>(json, scratch, [](const Fields& root, Object<ConfigMap>& object) {
    object.value.data = root.texts("data");
  });
}

template <>
Decoded<Object<Secret>> decode(std::string_view json, Scratch& scratch) {
  return read_object<Secret>(
      json, scratch, [](const Fields& root, Object<Secret>& object) { read_secret(root, object.value); });
}

template <>
Decoded<Object<Lease>> decode(std::string_view json, Scratch& scratch) {
  return read_object<Lease>(
      json, scratch, [](const Fields& root, Object<Lease>& object) { read_lease(root, object.value); });
}

}  // namespace herald::kube
