#include "speaker/node_addresses.h"

namespace herald::speaker {

kube::NodesByAddress node_addresses_at_stake(const Snapshot& snapshot, const PoolBook& pools) {
  kube::NodesByAddress at_stake;
  for (const auto& [address, node] : snapshot.node_addresses()) {
    if (pools.listing(address) != nullptr || !snapshot.tenants_of(address).empty())
      at_stake.try_emplace(address, node);
  }
  return at_stake;
}

}  // namespace herald::speaker
