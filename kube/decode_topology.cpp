// Where traffic can go: nodes and endpoints, in the three forms that API servers have had for the latter.
#include "kube/decode_fields.h"

#include <algorithm>

namespace herald::kube {
namespace {

constexpr std::string_view kServiceNameLabel = "kubernetes.io/service-name";
constexpr std::string_view kHostNameLabel = "kubernetes.io/hostname";
// Nodes have two or four; every speaker keeps those of all nodes.
constexpr std::size_t kMostNodeAddresses = 32;

void read_node_condition(const Fields& condition, model::Node& node) {
  const std::string type = condition.text("type");
  const bool is_true = condition.text("status") == "True";
  if (type == "Ready") node.ready = is_true;
  if (type == "NetworkUnavailable") node.network_unavailable = is_true;
}

// What cannot be read as an address is nothing that a Service could be given.
void read_node_address(const Fields& listed, model::Node& node) {
  const std::string type = listed.text("type");
  if (type != "InternalIP" && type != "ExternalIP") return;
  const auto address = net::IpAddress::parse(listed.text("address"));
  if (address && node.addresses.size() < kMostNodeAddresses) node.addresses.push_back(*address);
}

// Kubelets and cloud providers list them in any order, and one address as both kinds.
void read_node_addresses(const Fields& status, model::Node& node) {
  status.each("addresses", [&](const Fields& listed) { read_node_address(listed, node); });
  std::ranges::sort(node.addresses);
  const auto repeats = std::ranges::unique(node.addresses);
  node.addresses.erase(repeats.begin(), repeats.end());
}

void read_node(const Fields& root, Object<model::Node>& object) {
  model::Node& node = object.value;
  node.name = object.meta.key.name;
  node.uid = object.meta.uid;
  root.with("metadata", [&](const Fields& meta) { node.labels = meta.texts("labels"); });
  root.with("spec", [&](const Fields& spec) { node.schedulable = !spec.flag("unschedulable", false); });
  root.with("status", [&](const Fields& status) {
    status.each("conditions", [&](const Fields& condition) { read_node_condition(condition, node); });
    read_node_addresses(status, node);
  });
}

std::string node_of(const Fields& endpoint) {
  std::string node = endpoint.text("nodeName");
  if (!node.empty()) return node;
  // Until 1.20, v1beta1 slices said it only here.
  endpoint.with("topology", [&](const Fields& topology) { node = topology.text(kHostNameLabel); });
  return node;
}

// Absent means: ready, serving as far as ready, not terminating (discovery.k8s.io, EndpointConditions).
void read_conditions(const Fields& endpoint, model::Endpoint& into) {
  into.ready = into.serving = true;
  endpoint.with("conditions", [&](const Fields& conditions) {
    into.ready = conditions.flag("ready", true);
    into.serving = conditions.flag("serving", into.ready);
    into.terminating = conditions.flag("terminating", false);
  });
}

void read_slice(const Fields& root, model::EndpointSlice& slice) {
  root.with("metadata", [&](const Fields& meta) {
    meta.with("labels", [&](const Fields& labels) { slice.service.name = labels.text(kServiceNameLabel); });
  });
  root.each("endpoints", [&](const Fields& fields) {
    model::Endpoint endpoint;
    endpoint.node = node_of(fields);
    read_conditions(fields, endpoint);
    bool first = true;  // all addresses of an endpoint mean the same; readers are told to use the first
    fields.each_string("addresses", [&](std::string_view text) {
      const auto address = net::IpAddress::parse(text);
      if (first && address) endpoint.address = *address;
      if (first && address) slice.endpoints.push_back(endpoint);
      first = false;
    });
  });
}

void read_subset_addresses(const Fields& subset, std::string_view field, bool ready,
                           model::EndpointSlice& slice) {
  subset.each(field, [&](const Fields& fields) {
    const auto address = net::IpAddress::parse(fields.text("ip"));
    if (!address) return fields.refuse("ip", "not an IP address");
    slice.endpoints.push_back({*address, fields.text("nodeName"), ready, ready, false});
  });
}

void read_core_endpoints(const Fields& root, const Key& key, model::EndpointSlice& slice) {
  slice.service.name = key.name;
  root.each("subsets", [&](const Fields& subset) {
    read_subset_addresses(subset, "addresses", true, slice);
    read_subset_addresses(subset, "notReadyAddresses", false, slice);
  });
}

}  // namespace

template <>
Decoded<Object<model::Node>> decode(std::string_view json, Scratch& scratch) {
  return read_object<model::Node>(json, scratch, read_node);
}

template <>
Decoded<Object<model::EndpointSlice>> decode(std::string_view json, Scratch& scratch) {
  return read_object<model::EndpointSlice>(
      json, scratch, [](const Fields& root, Object<model::EndpointSlice>& object) {
        object.value.service.name_space = object.meta.key.name_space;
        // Items of a list do not say their kind, but every slice says what its addresses are.
        if (!root.has("addressType")) return read_core_endpoints(root, object.meta.key, object.value);
        // A slice of host names has nothing to send packets to.
        if (root.text("addressType") != "FQDN") read_slice(root, object.value);
      });
}

}  // namespace herald::kube
