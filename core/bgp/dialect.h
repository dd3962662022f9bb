// What two speakers have agreed upon by their OPENs: how UPDATEs between them are to be written and read.
#pragma once

#include "core/bgp/message.h"
#include "core/bgp/types.h"

#include <chrono>
#include <compare>
#include <cstddef>
#include <optional>
#include <vector>

namespace herald::bgp {

// IPv4 unicast. Out of line: g++ 12 warns of an initializer list in its place where Dialect is copied.
[[nodiscard]] std::vector<AfiSafi> before_rfc4760();

struct Dialect {
  bool external = true;                              // the two are in different ASes
  bool four_octet_asns = true;                       // else AS_TRANS, and AS4_PATH (RFC 6793)
  std::vector<AfiSafi> families = before_rfc4760();  // that both speak
  std::size_t largest_sent = kLargestMessage;        // for UPDATE, NOTIFICATION and ROUTE-REFRESH
  bool extended_next_hop = false;                // IPv4 routes may have IPv6 next hops, both say (RFC 8950)
  bool route_refresh = false;                    // we may be asked
  bool enhanced_route_refresh = false;           // and answer between a begin and an end
  std::chrono::seconds hold_time{0};             // 0: no keepalives are expected or sent
  std::optional<GracefulRestart> their_restart;  // when both sides can; and N, when both say so

  [[nodiscard]] bool speaks(AfiSafi family) const;

  friend auto operator<=>(const Dialect&, const Dialect&) = default;
};

[[nodiscard]] Dialect negotiate(const Open& ours, const Open& theirs);

}  // namespace herald::bgp
