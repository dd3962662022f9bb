// From the peers that the wire loop was told of to those that it shall have. A peer is whom its session is
// with, not what it is called: one without a name is called by its place in the list, and an edit of the
// list in front of it must not cost its session.
#pragma once

#include "speaker/bgp_orders.h"

#include <cstdint>
#include <map>

namespace herald::speaker {

using PeersByName = std::map<bgp_order::PeerName, bgp_order::PeerWanted>;

// Changed: what was said of routes was said to the old names, and has to be said again.
enum class PeerNames : std::uint8_t { as_before, changed };

// Appends what has to be told; from then on `told` is `wanted`, with the last known passwords where Secrets
// are missing.
PeerNames change_peers(PeersByName wanted, PeersByName& told, bgp_order::Orders& orders);

}  // namespace herald::speaker
