#include "speaker/bgp_plan.h"

#include "speaker/eligible.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {

void BgpPlan::configure(const config::Config& config, const Snapshot& snapshot) {
  config_ = config;
  pools_ = PoolBook(config);
  peers_dirty_ = all_touched_ = true;
  nodes_changed(snapshot);
}

void BgpPlan::set_passwords(Passwords passwords) {
  peers_dirty_ = peers_dirty_ || passwords != passwords_;
  passwords_ = std::move(passwords);
}

namespace {

// The label that keeps load balancers away is no reason to drop routes from one moment to the next: the wire
// loop is told to drain, asks routers for other ways, and withdraws them itself.
bool would_announce(model::Node node, const PoolSettings& settings) {
  node.labels.erase(std::string(model::kExcludeNodeLabel));
  return may_announce(node, settings);
}

}  // namespace

// Which nodes take part in BGP is not asked of the pool: its selectors are those of layer 2, an advertisement
// has its own.
void BgpPlan::nodes_changed(const Snapshot& snapshot) {
  const auto own = snapshot.nodes().find(node_.name);
  model::Labels labels = own == snapshot.nodes().end() ? model::Labels() : own->second.labels;
  own::NodeSet nodes = admitted_nodes(snapshot.nodes(), *default_settings());
  const auto place = std::ranges::lower_bound(nodes, node_.name);
  const bool excluded = own != snapshot.nodes().end() && own->second.excluded();
  if (excluded && would_announce(own->second, *default_settings())) nodes.insert(place, node_.name);
  NodeSetPtr admitted = sets_.share(std::move(nodes));
  if (labels == pulpit_.node_labels && admitted == admitted_) return;
  peers_dirty_ = peers_dirty_ || labels != pulpit_.node_labels;
  all_touched_ = true;
  pulpit_.node_labels = std::move(labels);
  admitted_ = std::move(admitted);
}

void BgpPlan::settle(const Snapshot& snapshot, bgp_order::Orders& orders) {
  if (!config_) return;
  if (std::exchange(peers_dirty_, false)) settle_peers(orders);
  if (std::exchange(all_touched_, false)) snapshot.touch_all(touched_);
  for (const net::IpAddress address : std::exchange(touched_, {}))
    look(address, snapshot);
  routes_.settle(orders);
}

void BgpPlan::settle_peers(bgp_order::Orders& orders) {
  PeersByName wanted;
  for (auto& peer : wanted_peers(*config_, node_, pulpit_.node_labels, passwords_))
    wanted.emplace(peer.name, std::move(peer));
  if (change_peers(std::move(wanted), peers_, orders) == PeerNames::changed) routes_.tell_again();
  std::set<bgp_order::PeerName> names;
  std::set<bgp_order::PeerName> internal;
  for (const auto& [name, peer] : peers_) {
    names.insert(name);
    if (peer.path.internal) internal.insert(name);
  }
  if (names != pulpit_.peers || internal != pulpit_.internal) all_touched_ = true;
  pulpit_.peers = std::move(names);
  pulpit_.internal = std::move(internal);
}

void BgpPlan::look(net::IpAddress address, const Snapshot& snapshot) {
  const Desired wanted = desired(address, snapshot);
  routes_.set(address, wanted.offers, wanted.contradictory);
}

std::set<net::IpAddress> BgpPlan::take_contradictory(const Snapshot& snapshot) {
  std::set<net::IpAddress> addresses;
  for (const net::Cidr& prefix : routes_.take_news()) {
    const auto& known = snapshot.tenancies();
    for (auto at = known.lower_bound(prefix.range().first());
         at != known.end() && prefix.contains(at->address); ++at)
      addresses.insert(at->address);
  }
  return addresses;
}

Desired BgpPlan::desired(net::IpAddress address, const Snapshot& snapshot) {
  const auto tenants = snapshot.tenants_of(address);
  const auto known = remembered_.find(address);
  const PoolSettingsPtr remembered = known == remembered_.end() ? nullptr : known->second;
  const PoolSettingsPtr settings =
      tenants.empty() ? nullptr : settings_for(address, snapshot, pools_, remembered);
  if (!settings || !settings->in_bgp()) {
    remembered_.erase(address);
    return {};
  }
  remembered_[address] = settings;
  const Eligible nodes = eligible(snapshot, address, admitted_, sets_);
  if (!std::ranges::binary_search(*nodes.nodes, node_.name)) return {};
  AttractedAddress attracted{.address = address, .services = {}};
  for (const Snapshot::Service* const service : tenants) {
    attracted.services.push_back(service->tenant.unpack().labels);
    attracted.local_endpoints += Snapshot::backends(*service, address.family()).ready_on(node_.name);
  }
  return bgp_desired(attracted, settings->advertisements, pulpit_);
}

}  // namespace herald::speaker
