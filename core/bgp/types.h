// The words of BGP: AS numbers, router identifiers, address families, path attributes (RFC 4271, 1997, 8092,
// 4360), NOTIFICATION. Values that compare, order and say nothing of how they are written on the wire.
#pragma once

#include "core/base/strong.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace herald::bgp {

// 32 bits everywhere; what a peer without RFC 6793 sees instead is decided where bytes are written.
using Asn = Strong<struct AsnTag, std::uint32_t>;
inline constexpr Asn kAsTrans{23456};

// Nonzero and unique within an AS (RFC 6286); written like an IPv4 address.
using RouterId = Strong<struct RouterIdTag, std::uint32_t>;
[[nodiscard]] inline std::string to_string(RouterId id) {
  return net::IpAddress::v4(id.value()).to_string();
}

// A pair of numbers and no enumeration: peers offer families that nobody here has heard of.
struct AfiSafi {
  std::uint16_t afi = 0;
  std::uint8_t safi = 0;

  friend constexpr auto operator<=>(const AfiSafi&, const AfiSafi&) = default;
};
inline constexpr std::uint16_t kAfiIpv4 = 1;
inline constexpr std::uint16_t kAfiIpv6 = 2;
inline constexpr AfiSafi kIpv4Unicast{kAfiIpv4, 1};
inline constexpr AfiSafi kIpv6Unicast{kAfiIpv6, 1};

[[nodiscard]] constexpr AfiSafi unicast(net::Family family) {
  return family == net::Family::ipv4 ? kIpv4Unicast : kIpv6Unicast;
}
// Nothing for the families that Herald does not speak.
[[nodiscard]] constexpr std::optional<net::Family> unicast_family(AfiSafi family) {
  if (family == kIpv4Unicast) return net::Family::ipv4;
  if (family == kIpv6Unicast) return net::Family::ipv6;
  return std::nullopt;
}

using Prefix = net::Cidr;

// ---- path attributes

enum class Origin : std::uint8_t { igp, egp, incomplete };

struct AsSegment {
  enum class Kind : std::uint8_t { set = 1, sequence = 2, confederation_sequence = 3, confederation_set = 4 };
  Kind kind = Kind::sequence;
  std::vector<Asn> asns;  // one segment has at most 255 on the wire; longer ones are split there

  friend auto operator<=>(const AsSegment&, const AsSegment&) = default;
};
using AsPath = std::vector<AsSegment>;

// Any address may be the next hop of any prefix; IPv4 prefixes behind an IPv6 one need RFC 8950. The
// link-local address goes along with a global IPv6 one (RFC 2545), or stands alone in `address`.
struct NextHop {
  net::IpAddress address;
  std::optional<net::IpAddress> link_local;

  friend auto operator<=>(const NextHop&, const NextHop&) = default;
};

using Community = Strong<struct CommunityTag, std::uint32_t>;
[[nodiscard]] constexpr Community community(std::uint16_t asn, std::uint16_t value) {
  return Community(static_cast<std::uint32_t>(asn) << 16 | value);
}
inline constexpr Community kGracefulShutdown{0xffff0000};  // RFC 8326
inline constexpr Community kNoExport{0xffffff01};
inline constexpr Community kNoAdvertise{0xffffff02};
inline constexpr Community kNoExportSubconfed{0xffffff03};

struct LargeCommunity {
  std::uint32_t global = 0;
  std::uint32_t local1 = 0;
  std::uint32_t local2 = 0;

  friend constexpr auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

// Eight bytes, the first two of them a type (RFC 4360); link_bandwidth.h makes and reads one kind.
using ExtendedCommunity = Strong<struct ExtendedCommunityTag, std::uint64_t>;

struct Aggregator {
  Asn asn;
  RouterId speaker;

  friend constexpr auto operator<=>(const Aggregator&, const Aggregator&) = default;
};

// What routes share: those with equal attributes travel in one UPDATE.
struct PathAttributes {
  Origin origin = Origin::igp;
  AsPath as_path;  // empty towards iBGP peers
  NextHop next_hop;
  std::optional<std::uint32_t> med;
  std::optional<std::uint32_t> local_pref;
  std::vector<Community> communities;
  std::vector<LargeCommunity> large_communities;
  std::vector<ExtendedCommunity> extended_communities;
  bool atomic_aggregate = false;
  std::optional<Aggregator> aggregator;

  friend auto operator<=>(const PathAttributes&, const PathAttributes&) = default;
};

// ---- NOTIFICATION: why a session ends. error.h has the names of the numbers.

struct Notification {
  std::uint8_t code = 0;
  std::uint8_t subcode = 0;
  std::vector<std::uint8_t> data;

  friend auto operator<=>(const Notification&, const Notification&) = default;
};

}  // namespace herald::bgp
