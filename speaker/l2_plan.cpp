#include "speaker/l2_plan.h"

#include <utility>

namespace herald::speaker {
namespace {

// What the wire loop hears of a desire. The need stands for its patterns; equal sets of nodes are one object.
bool sounds_alike(const Layer2Desire& a, const Layer2Desire& b) {
  return a.eligible == b.eligible && a.settings->need == b.settings->need;
}

order::Want want(net::IpAddress address, const Layer2Desire& desire) {
  return {.wanted = {.address = address, .eligible = desire.eligible, .need = desire.settings->need},
          .interfaces = desire.settings->interfaces};
}

}  // namespace

void Layer2Plan::configure(const config::Config& config, const Snapshot& snapshot) {
  configured_ = true;
  pools_ = PoolBook(config);
  admitted_.clear();
  snapshot.touch_all(touched_);
}

void Layer2Plan::nodes_changed(const Snapshot& snapshot) {
  std::set<const PoolSettings*> changed;
  for (auto& [key, known] : admitted_) {
    NodeSetPtr nodes = sets_.share(admitted_nodes(snapshot.nodes(), *known.settings));
    if (nodes == known.nodes) continue;
    known.nodes = std::move(nodes);
    changed.insert(key);
  }
  if (changed.empty()) return;
  for (const auto& [address, desire] : desires_) {
    if (changed.contains(desire.settings.get())) touched_.insert(address);
  }
}

const NodeSetPtr& Layer2Plan::admitted(const PoolSettingsPtr& settings, const Snapshot& snapshot) {
  const auto [at, is_new] = admitted_.try_emplace(settings.get(), Admitted{settings, nullptr});
  if (is_new) at->second.nodes = sets_.share(admitted_nodes(snapshot.nodes(), *settings));
  return at->second.nodes;
}

Layer2Plan::Settled Layer2Plan::settle(const Snapshot& snapshot, order::Orders& orders) {
  if (!configured_ || touched_.empty()) return Settled::nothing;
  for (const net::IpAddress address : std::exchange(touched_, {}))
    look(address, snapshot, orders);
  return Settled::something;
}

void Layer2Plan::look(net::IpAddress address, const Snapshot& snapshot, order::Orders& orders) {
  ++looks_;
  const auto known = desires_.find(address);
  if (snapshot.tenants_of(address).empty()) {
    if (known != desires_.end()) drop(known, orders);
    return;
  }
  const PoolSettingsPtr remembered = known == desires_.end() ? nullptr : known->second.settings;
  const PoolSettingsPtr settings = settings_for(address, snapshot, pools_, remembered);
  Layer2Desire desire = l2_desired(address, snapshot, settings, admitted(settings, snapshot), sets_);
  const bool was_wanted = known != desires_.end() && known->second.wanted();
  if (desire.wanted() && !(was_wanted && sounds_alike(known->second, desire)))
    orders.emplace_back(want(address, desire));
  if (!desire.wanted() && was_wanted) orders.emplace_back(order::Unwant{address});
  desires_.insert_or_assign(address, std::move(desire));
}

// What it was is forgotten with it: the next Service that gets the address starts afresh.
void Layer2Plan::drop(Desires::iterator desire, order::Orders& orders) {
  if (desire->second.wanted()) orders.emplace_back(order::Unwant{desire->first});
  desires_.erase(desire);
}

}  // namespace herald::speaker
