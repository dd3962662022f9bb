// The part of a capture filter that looks an address up in a set of ranges: a decision tree in the language
// of the kernel's packet filter (classic BPF, linux/filter.h). Knows nothing of protocols.
//
// A fragment accepts a packet by returning, or runs on behind its own end; so fragments are put one after the
// other. Jumps are relative: a fragment may stand anywhere.
#pragma once

#include "core/net/ip_range_set.h"

#include <cstddef>
#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace herald::speaker::io {

using BpfProgram = std::vector<sock_filter>;

// What a filter returns for a packet that it accepts: how much of it to hand up. More than any ARP packet or
// solicitation has, unless somebody signs his (SEND); each place in the ring is as large as that.
inline constexpr std::uint32_t kSnapLength = 256;

[[nodiscard]] sock_filter bpf_statement(int code, std::uint32_t operand);
[[nodiscard]] sock_filter bpf_jump(int code, std::uint32_t operand, std::uint8_t if_true,
                                   std::uint8_t if_false);

// Accepts packets whose bytes from `offset` on are an address of `family` that lies in `ranges`.
[[nodiscard]] BpfProgram match_address(std::uint32_t offset, net::Family family,
                                       const net::IpRangeSet& ranges);

// At most `limit` ranges that cover all of `family` in `ranges`, and as little else as possible: what lies in
// the narrowest gaps. The limit is at least 1.
[[nodiscard]] net::IpRangeSet coarsened(const net::IpRangeSet& ranges, net::Family family, std::size_t limit);

}  // namespace herald::speaker::io
