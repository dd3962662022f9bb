// How far away BFD looks for a peer: on the link (RFC 5881) or beyond it (RFC 5883), which are two ports and
// two rules for the TTL. Of an internal peer the configuration does not say, and routers guess differently:
// FRR goes by the address, BIRD takes several hops unless it is told "direct". Such a peer is heard on both
// ports, and answered where it speaks.
#pragma once

#include "speaker/bgp_orders.h"

#include <cstdint>

namespace herald::speaker::peering {

enum class Hops : std::uint8_t { one, several, unknown };

[[nodiscard]] inline Hops hops_of(const bgp_order::Path& path) {
  if (path.internal) return Hops::unknown;
  return path.multihop || path.ttl_security > 1 ? Hops::several : Hops::one;
}

// Whether the peer may speak from so far away.
[[nodiscard]] inline bool may_be_at(Hops hops, bool multihop) {
  return hops == Hops::unknown || multihop == (hops == Hops::several);
}

}  // namespace herald::speaker::peering
