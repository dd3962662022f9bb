// What the tests of UPDATE share: attributes as bytes, and what a list of prefixes holds.
#pragma once

#include "core/bgp/update.h"
#include "tests/unit/bgp/octets.h"

#include <vector>

namespace herald::bgp {

inline std::vector<Prefix> listed(const PrefixList& list) {
  std::vector<Prefix> all;
  list.for_each([&](const Prefix& prefix) { all.push_back(prefix); });
  return all;
}

struct RouteCount {
  std::size_t announced = 0;
  std::size_t withdrawn = 0;

  friend bool operator==(const RouteCount&, const RouteCount&) = default;
};

// What an UPDATE comes to: behind an error that is treated as withdrawal nothing is announced.
inline RouteCount count_of(const Update& update, net::Family family) {
  RouteCount count;
  if (family == net::Family::ipv4) count = {update.announced.size(), update.withdrawn.size()};
  if (update.mp_reach && unicast_family(update.mp_reach->family) == family)
    count.announced += update.mp_reach->prefixes.size();
  if (update.mp_unreach && unicast_family(update.mp_unreach->family) == family)
    count.withdrawn += update.mp_unreach->prefixes.size();
  if (update.fault && update.fault->severity > Severity::attribute_discard) {
    count.withdrawn += count.announced;
    count.announced = 0;
  }
  return count;
}

inline Bytes origin_igp() {
  return {0x40, 1, 1, 0};
}
// AS_SEQUENCE 65001, four octets.
inline Bytes as_path_65001() {
  return {0x40, 2, 6, 2, 1, 0x00, 0x00, 0xfd, 0xe9};
}
// 192.0.2.1
inline Bytes next_hop_v4() {
  return {0x40, 3, 4, 192, 0, 2, 1};
}
// What an announcement of IPv4 needs.
inline Bytes mandatory() {
  return joined({origin_igp(), as_path_65001(), next_hop_v4()});
}
// 203.0.113.0/24
inline Bytes one_route() {
  return {24, 203, 0, 113};
}

// MP_REACH_NLRI: AFI IPv6, unicast, 2001:db8::1, 2001:db8:1::/48.
inline Bytes mp_reach_value() {
  return joined({{0, 2, 1},
                 {16},
                 {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                 {0},
                 {48, 0x20, 0x01, 0x0d, 0xb8, 0, 1}});
}

inline Dialect external() {
  Dialect dialect;
  dialect.families = {kIpv4Unicast, kIpv6Unicast};
  return dialect;
}

inline Dialect internal() {
  Dialect dialect = external();
  dialect.external = false;
  return dialect;
}

inline Dialect two_octet_asns() {
  Dialect dialect = external();
  dialect.four_octet_asns = false;
  return dialect;
}

}  // namespace herald::bgp
