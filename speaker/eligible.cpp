#include "speaker/eligible.h"

#include <algorithm>

namespace herald::speaker {

bool may_announce(const model::Node& node, const PoolSettings& settings) {
  if (node.excluded() || node.network_unavailable) return false;
  return settings.node_selectors.empty() || model::any_matches(settings.node_selectors, node.labels);
}

own::NodeSet admitted_nodes(const Snapshot::Nodes& nodes, const PoolSettings& settings) {
  own::NodeSet admitted;
  for (const auto& [name, node] : nodes) {
    if (may_announce(node, settings)) admitted.push_back(name);
  }
  return admitted;
}

Eligible eligible(const Snapshot& snapshot, net::IpAddress address, const NodeSetPtr& admitted,
                  NodeSets& sets) {
  if (!snapshot.node_at(address).empty())
    return {.nodes = sets.share({}), .reason = model::Reason::node_address};
  bool any_backends = false;
  own::NodeSet local;
  for (const Snapshot::Service* const service : snapshot.tenants_of(address)) {
    const Backends backends = Snapshot::backends(*service, address.family());
    if (!backends.any()) continue;
    any_backends = true;
    const bool everywhere = service->tenant.traffic_policy() == model::TrafficPolicy::cluster;
    if (everywhere && !admitted->empty()) return {.nodes = admitted};
    own::NodeSet both;
    std::ranges::copy_if(*admitted, std::back_inserter(both),
                         [&](const own::NodeName& node) { return backends.delivered_on(node); });
    own::NodeSet merged;
    std::ranges::set_union(local, both, std::back_inserter(merged));
    local = std::move(merged);
  }
  Eligible found{.nodes = sets.share(std::move(local))};
  if (found.nodes->empty())
    found.reason = any_backends ? model::Reason::no_node_admits : model::Reason::no_ready_endpoints;
  return found;
}

std::string explain(model::Reason reason, const PoolSettings& settings) {
  const std::string pool = settings.pool.empty() ? "its pool" : "pool \"" + settings.pool + "\"";
  switch (reason) {
    case model::Reason::no_ready_endpoints:
      return "no endpoint of its Services is ready";
    case model::Reason::no_node_admits:
      return "no node with a ready endpoint may announce addresses of " + pool;
    case model::Reason::no_interface:
      return "no node that may announce it has an interface for addresses of " + pool;
    case model::Reason::awaiting_speaker:
      return "no speaker runs on the nodes that may announce it";
    case model::Reason::node_address:
      return "a node has it as its own address";
    default:
      return {};
  }
}

}  // namespace herald::speaker
