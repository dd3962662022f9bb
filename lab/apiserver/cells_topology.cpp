// Rows of what Services lead to: nodes, pods, endpoints.
#include "lab/apiserver/cells.h"

#include <array>
#include <optional>

namespace herald::apiserver {
namespace {

constexpr std::string_view kRolePrefix = "node-role.kubernetes.io/";

const json::object* find_named(const json::array& list, std::string_view key, std::string_view wanted) {
  for (const json::value& one : list) {
    if (text_at(as_object(one), key) == wanted) return &as_object(one);
  }
  return nullptr;
}

std::string node_status(const json::object& fields) {
  const json::object* ready = find_named(list_at(fields, "status.conditions"), "type", "Ready");
  std::string status = "Unknown";
  if (ready != nullptr) status = text_at(*ready, "status") == "True" ? "Ready" : "NotReady";
  if (flag_at(fields, "spec.unschedulable")) status += ",SchedulingDisabled";
  return status;
}

std::string node_roles(const json::object& fields) {
  std::string roles;
  for (const auto& label : object_at(fields, "metadata.labels")) {
    const std::string_view key = view(label.key());
    if (!key.starts_with(kRolePrefix)) continue;
    if (!roles.empty()) roles += ",";
    roles += key.substr(kRolePrefix.size());
  }
  return or_none(roles);
}

std::string node_address(const json::object& fields, std::string_view type) {
  const json::object* found = find_named(list_at(fields, "status.addresses"), "type", type);
  return or_none(found == nullptr ? std::string() : std::string(text_at(*found, "address")));
}

std::string info(const json::object& fields, std::string_view what) {
  const std::string_view text = text_at(fields, "status.nodeInfo." + std::string(what));
  return text.empty() ? "<unknown>" : std::string(text);
}

// "10.0.0.1:80,10.0.0.2:80 + 3 more..."
std::string shortened(const std::vector<std::string>& all) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < kShown; ++i)
    text += (i == 0 ? "" : ",") + all[i];
  if (all.size() > kShown) text += " + " + std::to_string(all.size() - kShown) + " more...";
  return or_none(text);
}

void add_subset(const json::object& subset, std::vector<std::string>& all) {
  const json::array& ports = list_at(subset, "ports");
  for (const json::value& one : list_at(subset, "addresses")) {
    const std::string ip(text_at(as_object(one), "ip"));
    const bool v6 = ip.find(':') != std::string::npos;
    if (ports.empty()) all.push_back(ip);
    for (const json::value& port : ports)
      all.push_back((v6 ? "[" + ip + "]" : ip) + ":" + std::to_string(count(as_object(port), "port")));
  }
}

}  // namespace

json::array node_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  const std::string version(text_at(fields, "status.nodeInfo.kubeletVersion"));
  return {object.meta.key.name,
          node_status(fields),
          node_roles(fields),
          age(object, now),
          version,
          node_address(fields, "InternalIP"),
          node_address(fields, "ExternalIP"),
          info(fields, "osImage"),
          info(fields, "kernelVersion"),
          info(fields, "containerRuntimeVersion")};
}

json::array pod_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  std::int64_t ready = 0;
  std::int64_t restarts = 0;
  for (const json::value& one : list_at(fields, "status.containerStatuses")) {
    ready += flag_at(as_object(one), "ready") ? 1 : 0;
    restarts += count(as_object(one), "restartCount");
  }
  const std::size_t containers = list_at(fields, "spec.containers").size();
  const std::string_view reason = text_at(fields, "status.reason");
  const std::string_view phase = text_at(fields, "status.phase");
  return {object.meta.key.name,
          std::to_string(ready) + "/" + std::to_string(containers),
          object.meta.deletion ? "Terminating" : std::string(reason.empty() ? phase : reason),
          restarts,
          age(object, now),
          or_none(std::string(text_at(fields, "status.podIP"))),
          or_none(std::string(text_at(fields, "spec.nodeName"))),
          kNone,
          kNone};
}

json::array endpoints_cells(const Store::Object& object, UnixSeconds now) {
  std::vector<std::string> all;
  for (const json::value& subset : list_at(object.body.fields, "subsets"))
    add_subset(as_object(subset), all);
  return {object.meta.key.name, shortened(all), age(object, now)};
}

json::array endpoint_slice_cells(const Store::Object& object, UnixSeconds now) {
  const json::object& fields = object.body.fields;
  std::vector<std::string> addresses;
  for (const json::value& endpoint : list_at(fields, "endpoints")) {
    for (const json::value& address : list_at(as_object(endpoint), "addresses"))
      addresses.emplace_back(as_text(address));
  }
  std::vector<std::string> ports;
  for (const json::value& port : list_at(fields, "ports"))
    ports.push_back(std::to_string(count(as_object(port), "port")));
  const std::string endpoints = addresses.empty() ? "<unset>" : shortened(addresses);
  return {object.meta.key.name, text_at(fields, "addressType"), ports.empty() ? "<unset>" : shortened(ports),
          endpoints, age(object, now)};
}

}  // namespace herald::apiserver
