// Whole Ethernet frames with the ARP packets that Herald sends: 42 bytes; the network card pads them.
// Each function replaces what `frame` holds and keeps its capacity, so that a reused buffer allocates
// nothing.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/wire/arp.h"

#include <cstdint>
#include <vector>

namespace herald::wire {

// Answers `request`, an announcement's or a probe's included: "its target_ip is at `ours`", to the asker
// alone.
void arp_reply(const ArpPacket& request, const net::MacAddress& ours, std::vector<std::uint8_t>& frame);

// Tells everybody that `owned` is at `ours`. Of the neighbours that already know the address, some update it
// only from requests and some only from replies; hence both forms. The request form is RFC 5227's
// announcement (section 2.3), which is also its defence (section 2.4).
void arp_announcement(ArpOperation form, const net::MacAddress& ours, net::IpAddress owned,
                      std::vector<std::uint8_t>& frame);

// Asks whether anybody uses `candidate`, without entering anything into anybody's cache (RFC 5227
// section 2.1.1).
void arp_probe(const net::MacAddress& ours, net::IpAddress candidate, std::vector<std::uint8_t>& frame);

}  // namespace herald::wire
