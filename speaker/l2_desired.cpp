#include "speaker/l2_desired.h"

#include "config/service_notes.h"

#include <string_view>

namespace herald::speaker {
namespace {

// The first of the names that is a pool. A Service whose two addresses come from two pools names both; which
// of them lost its range is not to be told from here.
PoolSettingsPtr first_named(std::string_view names, const PoolBook& pools) {
  for (const std::string_view name : config::items_in(names)) {
    if (auto found = pools.named(name)) return found;
  }
  return nullptr;
}

}  // namespace

PoolSettingsPtr settings_for(net::IpAddress address, const Snapshot& snapshot, const PoolBook& pools,
                             const PoolSettingsPtr& remembered) {
  if (auto listed = pools.listing(address)) return listed;
  const auto tenants = snapshot.tenants_of(address);
  for (const Snapshot::Service* const service : tenants) {
    if (auto named = first_named(service->tenant.unpack().pool, pools)) return named;
  }
  // What was made up in want of a pool is no memory of one.
  if (remembered != nullptr && !remembered->pool.empty()) return remembered;
  for (const Snapshot::Service* const service : tenants) {
    const config::Protocol noted = service->tenant.protocol();
    if (noted != config::Protocol::layer2) return default_settings(noted);
  }
  return default_settings();
}

Layer2Desire l2_desired(net::IpAddress address, const Snapshot& snapshot, const PoolSettingsPtr& settings,
                        const NodeSetPtr& admitted, NodeSets& sets) {
  if (!settings->in_layer2()) return {.settings = settings, .eligible = nullptr};
  Eligible found = eligible(snapshot, address, admitted, sets);
  return {.settings = settings, .eligible = std::move(found.nodes), .reason = found.reason};
}

}  // namespace herald::speaker
