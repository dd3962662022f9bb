// Texts from the API server -> the few fields that Herald keeps. Each function takes the JSON of one object.
// Unknown fields are ignored and null is the same as absent, as in Kubernetes; a field of the wrong type, or
// with a value we cannot place, is an error that names its path: the caller skips that object, loudly.
// Decided where JSON leaves room: the last of duplicate keys counts (as on the server); invalid UTF-8 and
// nesting beyond 256 are errors; whole numbers only where Kubernetes has whole numbers ("80.0" is an error);
// names hold no NUL, space or slash, other texts may hold anything.
#pragma once

#include "core/base/result.h"
#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "kube/objects.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::kube {

struct DecodeError {
  std::string path;  // "spec.ports[2].port"; empty for the text as a whole
  std::string why;

  friend bool operator==(const DecodeError&, const DecodeError&) = default;
};

[[nodiscard]] std::string to_string(const DecodeError& error);

template <class T>
using Decoded = Result<T, DecodeError>;

// Memory for one document at a time, kept from document to document: most never reach the heap.
class Scratch {
 public:
  static constexpr std::size_t kBytes = 64 << 10;
  // Not cleared: what no document has needed yet takes no memory.
  Scratch() : bytes_(std::make_unique_for_overwrite<unsigned char[]>(kBytes)) {}
  [[nodiscard]] unsigned char* data() { return bytes_.get(); }

 private:
  std::unique_ptr<unsigned char[]> bytes_;
};

// One function for each kind, under one name, so that a watcher can be written once.
template <class T>
[[nodiscard]] Decoded<Object<T>> decode(std::string_view json, Scratch& scratch);

template <>
Decoded<Object<model::Service>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<model::Node>> decode(std::string_view json, Scratch& scratch);
// EndpointSlice v1 and v1beta1, and core Endpoints: told apart by their form.
template <>
Decoded<Object<model::EndpointSlice>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<Namespace>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<ConfigMap>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<Secret>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<Lease>> decode(std::string_view json, Scratch& scratch);

// The metadata alone: what the answer to a write is read for.
[[nodiscard]] Decoded<Meta> decode_meta(std::string_view json, Scratch& scratch);
// A BOOKMARK has no name, only this.
[[nodiscard]] Decoded<std::string> decode_resource_version(std::string_view json, Scratch& scratch);
[[nodiscard]] Decoded<Status> decode_status(std::string_view json, Scratch& scratch);
// How often an Event says that it happened.
[[nodiscard]] Decoded<std::int32_t> decode_event_count(std::string_view json, Scratch& scratch);
[[nodiscard]] Decoded<ListEnvelope> decode_list_envelope(std::string_view json, Scratch& scratch);
// "/apis": every group and version the server has.
[[nodiscard]] Decoded<std::vector<std::string>> decode_group_versions(std::string_view json,
                                                                      Scratch& scratch);

// Whose object it is, although it does not decode: so that it is not taken for deleted, and the watch can go
// on behind it. Nothing when even its name is unreadable.
[[nodiscard]] std::optional<Meta> salvage_meta(std::string_view json, Scratch& scratch);

}  // namespace herald::kube
