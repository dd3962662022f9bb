// The session that a rib_out speaks into, and how it turns policy into path attributes.
#pragma once

#include "core/bgp/agreement.h"
#include "core/bgp/next_hop.h"
#include "core/bgp/route_attributes.h"

#include <cstdint>
#include <optional>

namespace herald::bgp {

// How a node takes leave of its routers (RFC 8326): first it asks them to prefer any other way, then it has
// nothing to offer.
enum class Leaving : std::uint8_t { no, soon, now };

struct Outlet {
  Agreement agreed{};
  Asn local_as{};
  LocalAddresses local{};

  // Whether routes of this family can be announced here at all.
  [[nodiscard]] bool carries(net::Family family) const {
    return agreed.families.contains(family) && next_hop(family, local, agreed.dialect).has_value();
  }
};

// `family` is one that the outlet carries. With Leaving::soon they ask for graceful shutdown.
[[nodiscard]] PathAttributes path_attributes(const RouteAttributes& route, net::Family family,
                                             const Outlet& outlet, Leaving leaving = Leaving::no);

}  // namespace herald::bgp
