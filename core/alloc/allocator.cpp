#include "core/alloc/allocator.h"

#include "core/alloc/choice.h"

#include <utility>

namespace herald::alloc {

std::vector<model::ServiceKey> Allocator::set_pools(std::vector<PoolSpec> pools) {
  return books_.set_pools(std::move(pools));
}

Result<Placement, Denial> Allocator::choose(const Demand& demand,
                                            std::span<const net::IpAddress> present) const {
  return Choice(books_, demand, present).make();
}

Standing Allocator::standing(const Demand& demand, net::IpAddress address) const {
  return Judge(books_, demand).standing(address);
}

std::string Allocator::pool_of(net::IpAddress address) const {
  const auto index = books_.pools().offering(address);
  return index ? books_.pools()[*index].pool.spec().name : std::string();
}

Waits Allocator::hold(const model::ServiceKey& service, const SharingTerms& terms,
                      std::span<const net::IpAddress> addresses) {
  return books_.hold(service, terms, addresses);
}

Waits Allocator::release(const model::ServiceKey& service) {
  return books_.hold(service, {}, {});
}

void Allocator::quarantine(net::IpAddress address, Stranger stranger) {
  books_.quarantine(address, std::move(stranger));
}

const Stranger* Allocator::stranger_on(net::IpAddress address) const {
  return books_.stranger_on(address);
}

Waits Allocator::end_quarantine(net::IpAddress address) {
  return books_.end_quarantine(address);
}

bool Allocator::has_room(const Room& room) const {
  const auto index = books_.pools().named(room.pool);
  return index && !books_.pools()[*index].occupancy.full(room.family);
}

std::vector<PoolUsage> Allocator::usage() const {
  std::vector<PoolUsage> all;
  const PoolTable& pools = books_.pools();
  for (PoolTable::Index i = 0; i < pools.size(); ++i) {
    for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
      const PoolState& state = pools[i];
      if (!state.pool.has(family)) continue;
      all.push_back({state.pool.spec().name, family, state.pool.total(family), state.occupancy.used(family),
                     books_.withheld(i, family)});
    }
  }
  return all;
}

}  // namespace herald::alloc
