// Which nodes may announce an address, by what the API objects say. What only a node itself knows, its
// interfaces and whether it is leaving, is not asked here.
//
// A node may when it is known, matches the node selectors of the pool, does not carry the label that excludes
// it from load balancers, and has a network. That it is not Ready or cordoned says nothing about its network:
// whether it is alive is the liveness ring's to tell.
//   externalTrafficPolicy Cluster: all such nodes, as soon as an endpoint is ready anywhere.
//   Local: those of them with a ready endpoint of their own; when none is ready anywhere, those with one that
//   is on its way out but still serves.
// An address that a node has for itself is nobody's to announce, not even that node's: its kernel answers for
// it, and whoever took it over when the node is down would keep the node from coming back.
// Services that share an address: where any of them may be announced, because Services share only with equal
// endpoints (Local) or with endpoints everywhere (Cluster), and one without Pods must not silence the others.
#pragma once

#include "core/model/node.h"
#include "core/model/reason.h"
#include "core/net/ip.h"
#include "speaker/node_sets.h"
#include "speaker/pool_settings.h"
#include "speaker/snapshot.h"

#include <string>

namespace herald::speaker {

[[nodiscard]] bool may_announce(const model::Node& node, const PoolSettings& settings);

// All nodes that may announce addresses of the pool.
[[nodiscard]] own::NodeSet admitted_nodes(const Snapshot::Nodes& nodes, const PoolSettings& settings);

struct Eligible {
  NodeSetPtr nodes;                                 // never null
  model::Reason reason = model::Reason::announced;  // or why nobody may
};

// `admitted`: what admitted_nodes() says of the address's pool.
[[nodiscard]] Eligible eligible(const Snapshot& snapshot, net::IpAddress address, const NodeSetPtr& admitted,
                                NodeSets& sets);

// Why nobody may announce it, in a sentence.
[[nodiscard]] std::string explain(model::Reason reason, const PoolSettings& settings);

}  // namespace herald::speaker
