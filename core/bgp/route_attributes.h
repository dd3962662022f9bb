// What is said about a prefix, as policy sees it: the part of the path attributes that does not depend on the
// session. A rib_out adds what does (AS_PATH, NEXT_HOP, whether LOCAL_PREF is sent at all).
#pragma once

#include "core/bgp/types.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

namespace herald::bgp {

struct RouteAttributes {
  std::uint8_t prepend = 0;                         // how often our AS is repeated; eBGP only
  std::optional<std::uint32_t> med{};               // MULTI_EXIT_DISC
  std::optional<std::uint32_t> local_preference{};  // iBGP only; there 100 when absent
  std::vector<Community> communities{};             // sorted, without repeats
  std::vector<LargeCommunity> large_communities{};  // sorted, without repeats
  std::optional<std::uint32_t> weight{};            // link bandwidth: a share among next hops, not a speed

  friend auto operator<=>(const RouteAttributes&, const RouteAttributes&) = default;
};

}  // namespace herald::bgp
