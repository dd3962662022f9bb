// What carries Neighbor Discovery: the IPv6 header (RFC 8200) and the ICMPv6 header with its checksum (RFC
// 4443). Extension headers are refused, not walked: nothing sends neighbour discovery behind one, RFC 6980
// forbids the one that would matter (fragments), and the filter in the kernel looks for ICMPv6 at its usual
// place anyway.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/net/ip.h"
#include "core/wire/parse_error.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace herald::wire {

inline constexpr std::uint8_t kNextHeaderIcmpv6 = 58;

struct Ipv6Header {
  static constexpr std::size_t kSize = 40;

  std::uint8_t traffic_class = 0;
  std::uint32_t flow_label = 0;  // 20 bits
  std::uint16_t payload_length = 0;
  std::uint8_t next_header = kNextHeaderIcmpv6;
  std::uint8_t hop_limit = 0;
  net::IpAddress source = net::IpAddress::v6(0);
  net::IpAddress destination = net::IpAddress::v6(0);

  // Promises that the payload lies within `packet`; what is behind it is padding.
  [[nodiscard]] static Result<Ipv6Header, ParseError> parse(std::span<const std::uint8_t> packet);
  void append_to(ByteWriter& out) const;

  friend constexpr bool operator==(const Ipv6Header&, const Ipv6Header&) = default;
};

struct Icmpv6Header {
  static constexpr std::size_t kSize = 4;
  static constexpr std::size_t kChecksumOffset = 2;

  std::uint8_t type = 0;
  std::uint8_t code = 0;
  std::uint16_t checksum = 0;

  // Refuses a `message`, the whole payload of `ip`, whose checksum is wrong.
  [[nodiscard]] static Result<Icmpv6Header, ParseError> parse(const Ipv6Header& ip,
                                                              std::span<const std::uint8_t> message);
  void append_to(ByteWriter& out) const;

  friend constexpr bool operator==(const Icmpv6Header&, const Icmpv6Header&) = default;
};

// The checksum for `message`, in which the checksum field is still zero; over the pseudo-header too (RFC 8200
// section 8.1), so that a message delivered to another address than its sender meant is refused.
[[nodiscard]] std::uint16_t icmpv6_checksum(net::IpAddress source, net::IpAddress destination,
                                            std::span<const std::uint8_t> message);

}  // namespace herald::wire
