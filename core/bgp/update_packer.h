// Outbound UPDATEs, with as many prefixes as fit. Each function appends one whole message, header included,
// with the first of `routes`, and says how many of them it holds:
//
//     for (auto rest = std::span(routes); !rest.empty();) {
//       const std::size_t packed = append_announcement(out, attributes, rest, dialect);
//       if (packed == 0) break;  // such routes cannot be announced, see below
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

// IPv4 behind an IPv4 next hop goes into the classic fields, all else into MP_REACH_NLRI. Nothing is
// appended, and 0 said, when the attributes alone fill a message, or when the next hop cannot carry the
// family: an IPv4 one for IPv6, or an IPv6 one for IPv4 without `dialect.extended_next_hop`.
[[nodiscard]] std::size_t append_announcement(ByteWriter& out, const PathAttributes& attributes,
                                              std::span<const Prefix> routes, const Dialect& dialect);

[[nodiscard]] std::size_t append_withdrawal(ByteWriter& out, std::span<const Prefix> routes,
                                            const Dialect& dialect);

// RFC 4724 section 2.
void append_end_of_rib(ByteWriter& out, AfiSafi family);

}  // namespace herald::bgp
