// The link bandwidth extended community (draft-ietf-idr-link-bandwidth): how much traffic a route's sender
// can take, which routers use to weigh equal paths.
#pragma once

#include "core/bgp/types.h"

#include <cstdint>
#include <optional>

namespace herald::bgp {

struct LinkBandwidth {
  std::uint16_t asn = 0;  // AS_TRANS for a wider one
  float bytes_per_second = 0;
  bool transitive = false;  // the draft's first form; FRR and BIRD understand both

  friend bool operator==(const LinkBandwidth&, const LinkBandwidth&) = default;
};

[[nodiscard]] LinkBandwidth link_bandwidth(Asn asn, float bytes_per_second);
[[nodiscard]] ExtendedCommunity extended_community(const LinkBandwidth& bandwidth);
// Nothing when the community is of another kind.
[[nodiscard]] std::optional<LinkBandwidth> as_link_bandwidth(ExtendedCommunity community);

}  // namespace herald::bgp
