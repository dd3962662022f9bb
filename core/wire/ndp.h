// Neighbor Discovery for IPv6 (RFC 4861): solicitations and advertisements of neighbours, and of routers what
// BGP without configured peers will ask for: who they are, and for how long. A packet that parses obeys the
// validity rules of RFC 4861 sections 6.1.2, 7.1.1 and 7.1.2; reserved bits are ignored, as it demands. Which
// addresses are ours is not known here.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/wire/parse_error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

namespace herald::wire {

// Section 4.3.
struct NeighborSolicitation {
  net::IpAddress target = net::IpAddress::v6(0);
  std::optional<net::MacAddress> source_link_layer;

  friend constexpr bool operator==(const NeighborSolicitation&, const NeighborSolicitation&) = default;
};

// Section 4.4.
struct NeighborAdvertisement {
  bool from_router = false;
  bool solicited = false;
  bool overrides = false;  // replaces what the neighbour has in its cache
  net::IpAddress target = net::IpAddress::v6(0);
  std::optional<net::MacAddress> target_link_layer;

  friend constexpr bool operator==(const NeighborAdvertisement&, const NeighborAdvertisement&) = default;
};

// Section 4.2, without the timers and prefixes that configure hosts.
struct RouterAdvertisement {
  std::uint8_t current_hop_limit = 0;
  std::uint8_t flags = 0;
  std::uint16_t lifetime_seconds =
      0;  // as a default router; 0: it is none, and may be a BGP speaker all the same
  std::optional<net::MacAddress> source_link_layer;

  friend constexpr bool operator==(const RouterAdvertisement&, const RouterAdvertisement&) = default;
};

using NdpMessage = std::variant<NeighborSolicitation, NeighborAdvertisement, RouterAdvertisement>;

// A message and the IPv6 packet around it.
struct NdpPacket {
  net::IpAddress source = net::IpAddress::v6(0);
  net::IpAddress destination = net::IpAddress::v6(0);
  NdpMessage message;

  // `packet` begins with the IPv6 header; what lies behind its payload is padding.
  [[nodiscard]] static Result<NdpPacket, ParseError> parse(std::span<const std::uint8_t> packet);
  // A packet that breaks the validity rules is written as it is: they bind the receiver.
  void append_to(ByteWriter& out) const;

  // "Does anybody use this address?", asked by one who does not have it yet (RFC 4862 section 5.4.2).
  [[nodiscard]] bool is_probe() const {
    return source.is_unspecified() && std::holds_alternative<NeighborSolicitation>(message);
  }

  friend bool operator==(const NdpPacket&, const NdpPacket&) = default;
};

}  // namespace herald::wire
