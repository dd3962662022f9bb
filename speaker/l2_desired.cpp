#include "speaker/l2_desired.h"

#include <algorithm>
#include <string_view>

namespace herald::speaker {
namespace {

// The first of the names that is a pool. A Service whose two addresses come from two pools names both; which
// of them lost its range is not to be told from here.
PoolSettingsPtr first_named(std::string_view names, const PoolBook& pools) {
  while (!names.empty()) {
    const std::size_t comma = std::min(names.find(','), names.size());
    if (auto found = pools.named(names.substr(0, comma))) return found;
    names.remove_prefix(std::min(comma + 1, names.size()));
  }
  return nullptr;
}

}  // namespace

PoolSettingsPtr settings_for(net::IpAddress address, const Snapshot& snapshot, const PoolBook& pools,
                             const PoolSettingsPtr& remembered) {
  if (auto listed = pools.listing(address)) return listed;
  for (const Snapshot::Service* const service : snapshot.tenants_of(address)) {
    if (auto named = first_named(service->tenant.unpack().pool, pools)) return named;
  }
  return remembered != nullptr ? remembered : default_settings();
}

Layer2Desire l2_desired(net::IpAddress address, const Snapshot& snapshot, const PoolSettingsPtr& settings,
                        const NodeSetPtr& admitted, NodeSets& sets) {
  if (!settings->in_layer2()) return {.settings = settings, .eligible = nullptr};
  Eligible found = eligible(snapshot, address, admitted, sets);
  return {.settings = settings, .eligible = std::move(found.nodes), .reason = found.reason};
}

}  // namespace herald::speaker
