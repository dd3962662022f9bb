// The store's objects as JSON: what a body holds, and how body and metadata become the text that clients
// read. The text of a stored version is made once and shared by every get, list, watch event and log record.
#pragma once

#include "kube/object_store.h"
#include "lab/apiserver/resource.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::apiserver {

// The text of one stored version: a copy is for another version and starts without.
struct VersionText {
  std::string text;

  VersionText() = default;
  VersionText(const VersionText& /*other*/) {}
  VersionText& operator=(const VersionText& /*other*/) {
    text.clear();
    return *this;
  }
  ~VersionText() = default;
};

// Everything but kind, apiVersion and what kube::ObjectMeta holds (name, namespace, uid, versions, times,
// finalizers).
struct Body {
  json::object fields;
  // From `"metadata":` to the closing brace. Filled in when first asked for; no part of the value.
  mutable VersionText cached;

  friend bool operator==(const Body& a, const Body& b) { return a.fields == b.fields; }
};

using Store = kube::ObjectStore<Body>;
using ObjectRef = Store::ObjectRef;

// Namespaces are held by "kubernetes" in spec.finalizers until their content is gone.
inline constexpr std::string_view kNamespaceFinalizer = "kubernetes";

// The whole object, as clients see it in `version`.
[[nodiscard]] json::object compose(const Store::Object& object, const Resource& resource,
                                   std::string_view version);
// Metadata in full, the way it stands in the whole object.
[[nodiscard]] json::object compose_metadata(const Store::Object& object, const Resource& resource);

// What remains for the body when the store's part is taken out.
[[nodiscard]] Body body_of(json::object whole);
[[nodiscard]] std::set<std::string> finalizers_of(const json::object& whole);

// `"metadata":{...},"spec":{...}}`: an opening brace, or one with kind and apiVersion, makes it an object.
[[nodiscard]] const std::string& tail_text(const Store::Object& object, const Resource& resource);
[[nodiscard]] std::string kind_prefix(const Resource& resource, std::string_view version);
[[nodiscard]] std::string object_text(const Store::Object& object, const Resource& resource,
                                      std::string_view version);

// The whole object as an earlier run wrote it, back into the store's form.
[[nodiscard]] std::optional<Store::Object> restored(json::object whole, std::string resource);

}  // namespace herald::apiserver
