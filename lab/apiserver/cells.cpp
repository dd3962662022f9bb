#include "lab/apiserver/cells.h"

#include "kube/timestamp.h"
#include "lab/apiserver/human_duration.h"
#include "lab/apiserver/table.h"

#include <map>

namespace herald::apiserver {
namespace {

// "Age" in the middle and columns of priority 1 after it, as every server orders them.
std::vector<Column> plain(std::initializer_list<const char*> names,
                          std::initializer_list<const char*> wide = {}) {
  std::vector<Column> columns;
  for (const char* name : names)
    columns.push_back({.name = name, .priority = 0, .type = "string", .path = {}});
  for (const char* name : wide)
    columns.push_back({.name = name, .priority = 1, .type = "string", .path = {}});
  return columns;
}

json::array named(const Store::Object& object, UnixSeconds now, const json::array& between) {
  json::array cells{object.meta.key.name};
  for (const json::value& cell : between)
    cells.push_back(cell);
  cells.emplace_back(age(object, now));
  return cells;
}

std::string text_of(const json::value* value) {
  if (value == nullptr || value->is_null()) return "N/A";
  return value->is_string() ? std::string(as_text(*value)) : to_text(*value);
}

std::int64_t size_of(const json::object& fields, std::string_view path) {
  const json::value* value = at(fields, path);
  if (value == nullptr) return 0;
  return static_cast<std::int64_t>(as_object(*value).size());
}

}  // namespace

std::string or_none(std::string text) {
  return text.empty() ? std::string(kNone) : text;
}

std::string age(const Store::Object& object, UnixSeconds now) {
  return human_duration(now.value() - object.meta.created.value());
}

std::string joined(const json::array& texts, std::string_view separator) {
  std::string all;
  for (const json::value& one : texts) {
    if (!all.empty()) all += separator;
    all += as_text(one);
  }
  return all;
}

std::string pairs(const json::object& map) {
  std::map<std::string_view, std::string_view> sorted;
  for (const auto& member : map)
    sorted.emplace(view(member.key()), as_text(member.value()));
  std::string all;
  for (const auto& [key, value] : sorted) {
    if (!all.empty()) all += ",";
    all.append(key).append("=").append(value);
  }
  return all;
}

std::int64_t count(const json::object& in, std::string_view path) {
  return number_at(in, path).value_or(0);
}

std::vector<Column> kind_columns(std::string_view kind) {
  if (kind == "Service")
    return plain({"Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age"}, {"Selector"});
  if (kind == "Node")
    return plain({"Name", "Status", "Roles", "Age", "Version"},
                 {"Internal-IP", "External-IP", "OS-Image", "Kernel-Version", "Container-Runtime"});
  if (kind == "Pod")
    return plain({"Name", "Ready", "Status", "Restarts", "Age"},
                 {"IP", "Node", "Nominated Node", "Readiness Gates"});
  if (kind == "Event") {
    std::vector<Column> columns = plain({"Last Seen", "Type", "Reason", "Object", "Message"});
    for (const char* wide : {"Subobject", "Source"})
      columns.insert(columns.end() - 1, {.name = wide, .priority = 1, .type = "string", .path = {}});
    for (const char* wide : {"First Seen", "Count", "Name"})
      columns.push_back({.name = wide, .priority = 1, .type = "string", .path = {}});
    return columns;
  }
  if (kind == "Namespace") return plain({"Name", "Status", "Age"});
  if (kind == "ConfigMap") return plain({"Name", "Data", "Age"});
  if (kind == "Secret") return plain({"Name", "Type", "Data", "Age"});
  if (kind == "ServiceAccount") return plain({"Name", "Secrets", "Age"});
  if (kind == "Endpoints") return plain({"Name", "Endpoints", "Age"});
  if (kind == "EndpointSlice") return plain({"Name", "AddressType", "Ports", "Endpoints", "Age"});
  if (kind == "Lease") return plain({"Name", "Holder", "Age"});
  if (kind == "RoleBinding" || kind == "ClusterRoleBinding")
    return plain({"Name", "Role", "Age"}, {"Users", "Groups", "ServiceAccounts"});
  if (kind == "Role" || kind == "ClusterRole" || kind == "CustomResourceDefinition")
    return plain({"Name", "Created At"});
  if (kind == "Deployment")
    return plain({"Name", "Ready", "Up-to-date", "Available", "Age"}, {"Containers", "Images", "Selector"});
  if (kind == "DaemonSet")
    return plain({"Name", "Desired", "Current", "Ready", "Up-to-date", "Available", "Node Selector", "Age"},
                 {"Containers", "Images", "Selector"});
  if (kind == "PodDisruptionBudget")
    return plain({"Name", "Min Available", "Max Unavailable", "Allowed Disruptions", "Age"});
  if (kind == "NetworkPolicy") return plain({"Name", "Pod-Selector", "Age"});
  if (kind == "PriorityClass") return plain({"Name", "Value", "Global-Default", "Age"});
  return plain({"Name", "Age"});
}

json::array kind_cells(const Store::Object& object, std::string_view kind, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  if (kind == "Service") return service_cells(object, now);
  if (kind == "Node") return node_cells(object, now);
  if (kind == "Pod") return pod_cells(object, now);
  if (kind == "Event") return event_cells(object, now);
  if (kind == "Endpoints") return endpoints_cells(object, now);
  if (kind == "EndpointSlice") return endpoint_slice_cells(object, now);
  if (kind == "Deployment" || kind == "DaemonSet") return workload_cells(object, kind == "DaemonSet", now);
  if (kind == "RoleBinding" || kind == "ClusterRoleBinding") return binding_cells(object, now);
  if (kind == "Namespace") return named(object, now, {text_at(fields, "status.phase")});
  if (kind == "ConfigMap")
    return named(object, now, {size_of(fields, "data") + size_of(fields, "binaryData")});
  if (kind == "Secret") return named(object, now, {text_at(fields, "type"), size_of(fields, "data")});
  if (kind == "ServiceAccount")
    return named(object, now, {static_cast<std::int64_t>(list_at(fields, "secrets").size())});
  if (kind == "Lease") return named(object, now, {text_at(fields, "spec.holderIdentity")});
  if (kind == "PodDisruptionBudget")
    return named(object, now,
                 {text_of(at(fields, "spec.minAvailable")), text_of(at(fields, "spec.maxUnavailable")),
                  count(fields, "status.disruptionsAllowed")});
  if (kind == "NetworkPolicy")
    return named(object, now, {or_none(pairs(object_at(fields, "spec.podSelector.matchLabels")))});
  if (kind == "PriorityClass")
    return named(object, now, {count(fields, "value"), flag_at(fields, "globalDefault")});
  if (kind == "Role" || kind == "ClusterRole" || kind == "CustomResourceDefinition")
    return {object.meta.key.name, kube::format_time(object.meta.created)};
  return named(object, now, {});
}

}  // namespace herald::apiserver
