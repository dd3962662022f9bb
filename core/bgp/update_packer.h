// Outbound UPDATEs: as many prefixes as fit into one message, nothing twice. Each function appends one whole
// message, header included, with the first of `routes`, and says how many of them it holds:
//
//     for (auto rest = std::span(routes); !rest.empty();) {
//       const std::size_t packed = append_announcement(out, attributes, rest, dialect);
//       if (packed == 0) break;  // the attributes alone fill a message: such routes cannot be announced
//       rest = rest.subspan(packed);
//     }
//
// All `routes` of a call are of one family, and that family is spoken (dialect.h).
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/dialect.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <span>

namespace herald::bgp {

// IPv4 behind an IPv4 next hop goes into the classic fields, all else into MP_REACH_NLRI; IPv4 behind an IPv6
// next hop only with `dialect.extended_next_hop`. At least one route is packed unless none fits.
[[nodiscard]] std::size_t append_announcement(ByteWriter& out, const PathAttributes& attributes,
                                              std::span<const Prefix> routes, const Dialect& dialect);

[[nodiscard]] std::size_t append_withdrawal(ByteWriter& out, std::span<const Prefix> routes,
                                            const Dialect& dialect);

// RFC 4724 section 2.
void append_end_of_rib(ByteWriter& out, AfiSafi family);

}  // namespace herald::bgp
