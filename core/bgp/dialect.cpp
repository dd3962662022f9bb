#include "core/bgp/dialect.h"

#include <algorithm>

namespace herald::bgp {
namespace {

std::vector<AfiSafi> common_families(const Capabilities& ours, const Capabilities& theirs) {
  std::vector<AfiSafi> common;
  for (const AfiSafi family : {kIpv4Unicast, kIpv6Unicast}) {
    if (ours.speaks(family) && theirs.speaks(family)) common.push_back(family);
  }
  return common;
}

bool accepts_ipv4_over_ipv6(const Capabilities& capabilities) {
  return capabilities.accepts_next_hop(kIpv4Unicast, kAfiIpv6);
}

}  // namespace

std::vector<AfiSafi> before_rfc4760() {
  return std::vector<AfiSafi>(1, kIpv4Unicast);
}

bool Dialect::speaks(AfiSafi family) const {
  return std::ranges::find(families, family) != families.end();
}

Dialect negotiate(const Open& ours, const Open& theirs) {
  const Capabilities& we = ours.capabilities;
  const Capabilities& they = theirs.capabilities;
  Dialect dialect;
  dialect.external = ours.asn != theirs.asn;
  dialect.four_octet_asns = we.four_octet_asn && they.four_octet_asn;
  dialect.families = common_families(we, they);
  // What they can take, we may send (RFC 8654 section 4): our own offer is about what they send.
  if (they.extended_message) dialect.largest_sent = kLargestExtendedMessage;
  dialect.extended_next_hop = accepts_ipv4_over_ipv6(we) && accepts_ipv4_over_ipv6(they);
  dialect.route_refresh = we.route_refresh && they.route_refresh;
  dialect.enhanced_route_refresh = we.enhanced_route_refresh && they.enhanced_route_refresh;
  dialect.hold_time = std::min(ours.hold_time, theirs.hold_time);
  if (we.graceful_restart) dialect.their_restart = they.graceful_restart;
  if (dialect.their_restart && !we.graceful_restart->notifications)
    dialect.their_restart->notifications = false;
  return dialect;
}

}  // namespace herald::bgp
