#include "tests/bench/alloc_workload.h"

#include "core/base/check.h"

#include <utility>

namespace herald::bench {

alloc::PoolSpec pool(const std::string& name, const std::string& block) {
  alloc::PoolSpec spec;
  spec.name = name;
  spec.addresses.emplace_back(net::Cidr::parse(block).value());
  return spec;
}

alloc::Demand demand(std::uint32_t number, net::Family family) {
  alloc::Demand demand;
  demand.service = {"bench", "s" + std::to_string(number)};
  demand.families.primary = family;
  demand.sharing.ports = {{model::Protocol::tcp, 80}};
  return demand;
}

alloc::Demand sharing_demand(std::uint32_t number, const std::string& key, std::uint16_t port) {
  alloc::Demand wanted = demand(number);
  wanted.sharing.key = key;
  wanted.sharing.ports = {{model::Protocol::tcp, port}};
  return wanted;
}

bool assign(Site& site, const alloc::Demand& demand) {
  const auto placement = site.allocator.choose(demand, {});
  if (!placement) return false;
  site.allocator.hold(demand.service, demand.sharing, placement->addresses);
  ++site.services;
  return true;
}

Site site(const alloc::PoolSpec& pool, std::uint32_t services) {
  Site made;
  HERALD_CHECK(made.allocator.set_pools({pool}).empty());
  const net::Family family = pool.addresses.front().family();
  for (std::uint32_t number = 0; number < services; ++number)
    HERALD_CHECK(assign(made, demand(number, family)));
  return made;
}

void come_and_go(Site& site) {
  const net::Family family = site.allocator.usage().front().family;
  const alloc::Demand guest = demand(1U << 30, family);
  HERALD_CHECK(assign(site, guest));
  --site.services;
  site.allocator.release(guest.service);
}

}  // namespace herald::bench
