// Whole Ethernet frames with the Neighbor Discovery messages that Herald sends (RFC 4861 section 7.2).
// Each function replaces what `frame` holds and keeps its capacity, so that a reused buffer allocates
// nothing.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstdint>
#include <vector>

namespace herald::wire {

struct NdpPacket;

// Answers `solicitation`, which must hold one: "its target is at `ours`" (section 7.2.4). The answer goes to
// the link-layer address that the solicitation names or, where it names none, to the one it came from
// (`frame_source`): to ask for the asker first would cost a round trip. One who has no address yet, because
// it is about to take this one, is answered through the all-nodes group.
void neighbor_reply(const NdpPacket& solicitation, const net::MacAddress& frame_source,
                    const net::MacAddress& ours, std::vector<std::uint8_t>& frame);

// Tells everybody on the link that `owned` is at `ours` (section 7.2.6; RFC 9131 has routers learn from it).
void neighbor_announcement(const net::MacAddress& ours, net::IpAddress owned,
                           std::vector<std::uint8_t>& frame);

// Asks whether anybody uses `candidate`, without entering anything into anybody's cache (RFC 4862
// section 5.4.2).
void neighbor_probe(const net::MacAddress& ours, net::IpAddress candidate, std::vector<std::uint8_t>& frame);

}  // namespace herald::wire
