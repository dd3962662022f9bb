// MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760), with the next hops of RFC 2545 and RFC 8950.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/nlri.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

struct MpReach {
  AfiSafi family;
  NextHop next_hop;     // 0.0.0.0 for other families than IPv4 and IPv6 unicast
  PrefixList prefixes;  // empty for those
};

struct MpUnreach {
  AfiSafi family;
  PrefixList prefixes;
  bool end_of_rib = false;  // nothing follows the family, whichever it is (RFC 4724 section 2)
};

// What made one unreadable, and for which family the prefixes were, if that much could be read.
struct MpError {
  std::optional<AfiSafi> family;
  std::size_t offset = 0;  // in the value
};

// `extended_next_hop`: IPv4 prefixes may be behind IPv6 (RFC 8950).
[[nodiscard]] Result<MpReach, MpError> parse_mp_reach(std::span<const std::uint8_t> value,
                                                      bool extended_next_hop);
[[nodiscard]] Result<MpUnreach, MpError> parse_mp_unreach(std::span<const std::uint8_t> value);

// What comes before the prefixes of an MP_REACH_NLRI.
[[nodiscard]] std::size_t mp_reach_head_size(const NextHop& next_hop);
void append_mp_reach_head(ByteWriter& out, AfiSafi family, const NextHop& next_hop);

inline constexpr std::size_t kMpUnreachHeadSize = 3;
void append_mp_unreach_head(ByteWriter& out, AfiSafi family);

}  // namespace herald::bgp
