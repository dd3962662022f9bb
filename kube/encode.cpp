#include "kube/encode.h"

#include "kube/base64.h"
#include "kube/timestamp.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::kube {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEventMessageBytes = 1024;  // newer API servers refuse longer ones

json::string text(std::string_view value) {
  return json::string(value.data(), value.size());
}

json::object texts(const TextChanges& changes) {
  json::object object;
  for (const auto& [key, value] : changes) {
    object[json::string_view(key)] = value ? json::value(text(*value)) : json::value(nullptr);
  }
  return object;
}

json::object named(const Key& key) {
  return {{"name", text(key.name)}, {"namespace", text(key.name_space)}};
}

// metadata of a patch: the version it was decided on.
json::object versioned(std::string_view resource_version) {
  json::object metadata;
  if (!resource_version.empty()) metadata["resourceVersion"] = text(resource_version);
  return metadata;
}

json::value ingress_of(const std::vector<net::IpAddress>& addresses) {
  if (addresses.empty()) return nullptr;
  json::array ingress;
  for (const auto& address : addresses)
    ingress.push_back(json::object{{"ip", text(address.text().view())}});
  return ingress;
}

json::object condition_of(std::string_view type, const std::optional<ConditionWrite>& write) {
  json::object condition{{"type", text(type)}};
  if (!write) {
    condition["$patch"] = "delete";
    return condition;
  }
  condition["status"] = write->is_true ? "True" : "False";
  condition["reason"] = text(write->reason);
  condition["message"] = text(write->message);
  if (write->changed) condition["lastTransitionTime"] = text(format_time(*write->changed));
  return condition;
}

// At most `limit` bytes, never half a character.
std::string_view shortened(std::string_view message, std::size_t limit) {
  if (message.size() <= limit) return message;
  while (limit > 0 && (static_cast<unsigned char>(message[limit]) & 0xc0U) == 0x80U)
    --limit;
  return message.substr(0, limit);
}

json::object reference(const ObjectReference& about) {
  json::object object{
      {"apiVersion", text(about.api_version)}, {"kind", text(about.kind)}, {"name", text(about.key.name)}};
  if (!about.key.name_space.empty()) object["namespace"] = text(about.key.name_space);
  if (!about.uid.empty()) object["uid"] = text(about.uid);
  if (!about.resource_version.empty()) object["resourceVersion"] = text(about.resource_version);
  return object;
}

json::object lease_spec(const LeaseWrite& write) {
  json::object spec{{"holderIdentity", text(write.holder)},
                    {"leaseDurationSeconds", write.duration_seconds},
                    {"leaseTransitions", write.transitions},
                    {"renewTime", text(format_micro_time(write.renewed))}};
  if (write.acquired) spec["acquireTime"] = text(format_micro_time(*write.acquired));
  return spec;
}

// Without blockOwnerDeletion: that would need a right on the Node.
void add_owner(json::object& metadata, const LeaseWrite& write) {
  if (write.node_uid.empty()) return;
  metadata["ownerReferences"] = json::array{json::object{
      {"apiVersion", "v1"}, {"kind", "Node"}, {"name", text(write.node)}, {"uid", text(write.node_uid)}}};
}

}  // namespace

std::string encode_service_status(const ServiceStatusWrite& write) {
  json::object status{{"loadBalancer", json::object{{"ingress", ingress_of(write.ingress)}}}};
  if (write.change != ConditionChange::keep) {
    const bool set = write.change == ConditionChange::set;
    status["conditions"] =
        json::array{condition_of(kAssignedCondition, set ? std::optional(write.assigned) : std::nullopt)};
  }
  return json::serialize(
      json::object{{"metadata", versioned(write.resource_version)}, {"status", std::move(status)}});
}

std::string encode_service_condition(std::string_view resource_version, std::string_view type,
                                     const std::optional<ConditionWrite>& condition) {
  return json::serialize(
      json::object{{"metadata", versioned(resource_version)},
                   {"status", json::object{{"conditions", json::array{condition_of(type, condition)}}}}});
}

std::string encode_annotations(std::string_view resource_version, const TextChanges& changes) {
  json::object metadata = versioned(resource_version);
  metadata["annotations"] = texts(changes);
  return json::serialize(json::object{{"metadata", std::move(metadata)}});
}

std::string encode_event(const Event& event) {
  json::object source{{"component", text(event.component)}};
  if (!event.host.empty()) source["host"] = text(event.host);
  return json::serialize(json::object{{"apiVersion", "v1"},
                                      {"kind", "Event"},
                                      {"metadata", named(event_key(event))},
                                      {"involvedObject", reference(event.about)},
                                      {"type", event.type == EventType::warning ? "Warning" : "Normal"},
                                      {"reason", text(event.reason)},
                                      {"message", text(shortened(event.message, kMaxEventMessageBytes))},
                                      {"source", std::move(source)},
                                      {"firstTimestamp", text(format_time(event.first))},
                                      {"lastTimestamp", text(format_time(event.last))},
                                      {"count", event.count}});
}

std::string encode_event_count(const Event& event) {
  return json::serialize(
      json::object{{"count", event.count}, {"lastTimestamp", text(format_time(event.last))}});
}

std::string encode_lease(const LeaseWrite& write) {
  json::object metadata = named(write.key);
  if (!write.annotations.empty()) metadata["annotations"] = texts(write.annotations);
  add_owner(metadata, write);
  return json::serialize(json::object{{"apiVersion", "coordination.k8s.io/v1"},
                                      {"kind", "Lease"},
                                      {"metadata", std::move(metadata)},
                                      {"spec", lease_spec(write)}});
}

std::string encode_lease_update(const LeaseWrite& write) {
  json::object metadata = versioned(write.resource_version);
  if (!write.annotations.empty()) metadata["annotations"] = texts(write.annotations);
  add_owner(metadata, write);
  return json::serialize(json::object{{"metadata", std::move(metadata)}, {"spec", lease_spec(write)}});
}

std::string encode_config_map(const Key& key, const TextChanges& data) {
  return json::serialize(json::object{
      {"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", named(key)}, {"data", texts(data)}});
}

std::string encode_config_map_update(std::string_view resource_version, const TextChanges& data) {
  return json::serialize(json::object{{"metadata", versioned(resource_version)}, {"data", texts(data)}});
}

std::string encode_secret(const Key& key, const std::map<std::string, std::string>& data) {
  json::object encoded;
  for (const auto& [name, bytes] : data)
    encoded[json::string_view(name)] = text(to_base64(bytes));
  return json::serialize(json::object{{"apiVersion", "v1"},
                                      {"kind", "Secret"},
                                      {"type", "Opaque"},
                                      {"metadata", named(key)},
                                      {"data", std::move(encoded)}});
}

}  // namespace herald::kube
