// The kernel's packet filter for one interface: passes what matters for the addresses that somebody
// announces, so that a busy LAN does not wake us. A pure function; frame_port.h puts it to work.
//
// Passed, if it was meant for this machine, with its tag when it is in another VLAN:
//   ARP       requests for a target; anything whose sender claims to be a target (announcements, answers to
//             probes, the reply of a gateway that was asked)
//   ICMPv6    neighbour solicitations and advertisements for a target
// Never too narrow: where the ranges are more than the kernel lets a filter have, gaps between them are
// filled, narrowest first, and the reader finds frames for addresses that nobody announces.
#pragma once

#include "core/net/ip_range.h"
#include "speaker/io/address_match.h"

#include <cstddef>
#include <vector>

namespace herald::speaker::io {

// A filter may have 4096 instructions, but the kernel charges its memory to the socket, of which it allows 20
// KiB by default before Linux 6.7 (net.core.optmem_max).
inline constexpr std::size_t kFilterBudget = 1500;

[[nodiscard]] BpfProgram capture_filter(const std::vector<net::IpRange>& targets,
                                        std::size_t budget = kFilterBudget);

}  // namespace herald::speaker::io
