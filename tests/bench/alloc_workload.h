// What the allocator's benchmarks and bars do to it: pools of any size, filled to any degree.
#pragma once

#include "core/alloc/allocator.h"

#include <cstdint>
#include <string>

namespace herald::bench {

struct Site {
  alloc::Allocator allocator;
  std::uint32_t services = 0;  // so many hold one address each, "s0" and on
};

[[nodiscard]] alloc::PoolSpec pool(const std::string& name, const std::string& block);
[[nodiscard]] alloc::Demand demand(std::uint32_t number, net::Family family = net::Family::ipv4);
[[nodiscard]] alloc::Demand sharing_demand(std::uint32_t number, const std::string& key, std::uint16_t port);

// Chooses and holds, as for a new Service; false when there is nothing to give.
bool assign(Site& site, const alloc::Demand& demand);
// A site with this one pool, in which `services` Services have been assigned.
[[nodiscard]] Site site(const alloc::PoolSpec& pool, std::uint32_t services);
// One Service comes and goes again.
void come_and_go(Site& site);

}  // namespace herald::bench
