// Keeps what the wire loop was told of BGP in step with what is desired: peers from the configuration and
// this node's labels, routes from the addresses that traffic may enter here. Looks only at what something
// happened to.
#pragma once

#include "config/config.h"
#include "core/net/ip.h"
#include "speaker/bgp_peer_changes.h"
#include "speaker/bgp_routes.h"
#include "speaker/bgp_settings.h"
#include "speaker/l2_desired.h"
#include "speaker/node_sets.h"
#include "speaker/pool_settings.h"
#include "speaker/snapshot.h"

#include <map>
#include <optional>
#include <set>

namespace herald::speaker {

class BgpPlan {
 public:
  explicit BgpPlan(NodeIdentity node) : node_(std::move(node)) {}

  // Until the first nothing is desired.
  void configure(const config::Config& config, const Snapshot& snapshot);
  void set_passwords(Passwords passwords);
  void touch(const Snapshot::Touched& addresses) { touched_.insert_all(addresses); }
  void nodes_changed(const Snapshot& snapshot);

  // Appends what the wire loop has to be told, peers before the routes for them.
  void settle(const Snapshot& snapshot, bgp_order::Orders& orders);

  [[nodiscard]] const BgpRoutes& routes() const { return routes_; }
  // Addresses with a route of which advertisements want different local preferences, as far as that is news.
  [[nodiscard]] std::set<net::IpAddress> take_contradictory(const Snapshot& snapshot);

 private:
  void settle_peers(bgp_order::Orders& orders);
  void look(net::IpAddress address, const Snapshot& snapshot);
  [[nodiscard]] Desired desired(net::IpAddress address, const Snapshot& snapshot);

  NodeIdentity node_;
  std::optional<config::Config> config_;
  Passwords passwords_;
  PoolBook pools_;
  Pulpit pulpit_;
  NodeSets sets_;
  NodeSetPtr admitted_;
  bool peers_dirty_ = false;
  PeersByName peers_;                                     // as told
  std::map<net::IpAddress, PoolSettingsPtr> remembered_;  // of addresses in BGP
  Snapshot::Touched touched_;
  bool all_touched_ = false;
  BgpRoutes routes_;
};

}  // namespace herald::speaker
