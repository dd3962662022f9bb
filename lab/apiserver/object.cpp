#include "lab/apiserver/object.h"

#include "kube/timestamp.h"

#include <charconv>

namespace herald::apiserver {
namespace {

// What the store keeps; it is put back by compose_metadata.
constexpr std::string_view kStoreOwned[] = {"name",
                                            "namespace",
                                            "uid",
                                            "resourceVersion",
                                            "generation",
                                            "creationTimestamp",
                                            "deletionTimestamp",
                                            "deletionGracePeriodSeconds",
                                            "finalizers",
                                            "selfLink"};

void add_finalizers(json::object& metadata, const kube::ObjectMeta& meta, bool is_namespace) {
  json::array finalizers;
  for (const std::string& one : meta.finalizers) {
    if (!is_namespace || one != kNamespaceFinalizer) finalizers.emplace_back(one);
  }
  if (!finalizers.empty()) metadata["finalizers"] = std::move(finalizers);
}

// In order: people read back what they wrote.
void remove(json::object& from, std::string_view key) {
  if (const auto found = from.find(key); found != from.end()) from.stable_erase(found);
}

void copy_member(json::object& to, const json::object& from, std::string_view key) {
  if (const auto found = from.find(key); found != from.end()) to[key] = found->value();
}

kube::Version version_of(std::string_view text) {
  kube::Version version = 0;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return version;
}

}  // namespace

json::object compose_metadata(const Store::Object& object, const Resource& resource) {
  const kube::ObjectMeta& meta = object.meta;
  const json::object& kept = object_at(object.body.fields, "metadata");
  json::object metadata;
  metadata["name"] = meta.key.name;
  copy_member(metadata, kept, "generateName");
  if (!meta.key.name_space.empty()) metadata["namespace"] = meta.key.name_space;
  metadata["uid"] = meta.uid;
  metadata["resourceVersion"] = std::to_string(meta.version);
  if (resource.has_generation) metadata["generation"] = meta.generation;
  metadata["creationTimestamp"] = kube::format_time(meta.created);
  if (meta.deletion) {
    metadata["deletionTimestamp"] = kube::format_time(*meta.deletion);
    metadata["deletionGracePeriodSeconds"] = 0;
  }
  for (const char* key : {"labels", "annotations", "ownerReferences"})
    copy_member(metadata, kept, key);
  add_finalizers(metadata, meta, resource.kind == "Namespace");
  copy_member(metadata, kept, "managedFields");
  return metadata;
}

json::object compose(const Store::Object& object, const Resource& resource, std::string_view version) {
  json::object whole{{"kind", resource.kind}, {"apiVersion", api_version(resource.group, version)}};
  whole["metadata"] = compose_metadata(object, resource);
  // What is asked for comes before what has become of it, however the parts came in.
  copy_member(whole, object.body.fields, "spec");
  for (const auto& member : object.body.fields) {
    if (member.key() != "metadata" && member.key() != "status") whole[member.key()] = member.value();
  }
  copy_member(whole, object.body.fields, "status");
  if (resource.kind == "Namespace") {
    const bool held = object.meta.finalizers.contains(std::string(kNamespaceFinalizer));
    whole["spec"] = held ? json::object{{"finalizers", json::array{kNamespaceFinalizer}}} : json::object();
  }
  return whole;
}

Body body_of(json::object whole) {
  if (as_text(whole["kind"]) == "Namespace") remove(whole, "spec");
  remove(whole, "kind");
  remove(whole, "apiVersion");
  json::object& metadata = make_object(whole, "metadata");
  for (const std::string_view key : kStoreOwned)
    remove(metadata, key);
  return Body{std::move(whole), {}};
}

std::set<std::string> finalizers_of(const json::object& whole) {
  std::set<std::string> found;
  for (const json::value& one : list_at(whole, "metadata.finalizers"))
    found.emplace(as_text(one));
  if (text_at(whole, "kind") != "Namespace") return found;
  for (const json::value& one : list_at(whole, "spec.finalizers"))
    found.emplace(as_text(one));
  return found;
}

const std::string& tail_text(const Store::Object& object, const Resource& resource) {
  if (object.body.cached.text.empty()) {
    json::object whole = compose(object, resource, resource.versions.front());
    whole.stable_erase(whole.find("kind"));
    whole.stable_erase(whole.find("apiVersion"));
    object.body.cached.text = json::serialize(whole).substr(1);
  }
  return object.body.cached.text;
}

std::string kind_prefix(const Resource& resource, std::string_view version) {
  return "{\"kind\":" + quoted(resource.kind) +
         ",\"apiVersion\":" + quoted(api_version(resource.group, version)) + ",";
}

std::string object_text(const Store::Object& object, const Resource& resource, std::string_view version) {
  return kind_prefix(resource, version) + tail_text(object, resource);
}

std::optional<Store::Object> restored(json::object whole, std::string resource) {
  const auto created = kube::parse_time(text_at(whole, "metadata.creationTimestamp"));
  const kube::Version version = version_of(text_at(whole, "metadata.resourceVersion"));
  if (!created || version == 0 || text_at(whole, "metadata.name").empty()) return std::nullopt;
  Store::Object object;
  object.meta.key = {std::move(resource), std::string(text_at(whole, "metadata.namespace")),
                     std::string(text_at(whole, "metadata.name"))};
  object.meta.uid = text_at(whole, "metadata.uid");
  object.meta.version = version;
  object.meta.generation = number_at(whole, "metadata.generation").value_or(1);
  object.meta.created = *created;
  object.meta.deletion = kube::parse_time(text_at(whole, "metadata.deletionTimestamp"));
  object.meta.finalizers = finalizers_of(whole);
  object.body = body_of(std::move(whole));
  return object;
}

}  // namespace herald::apiserver
