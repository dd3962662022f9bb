// ARP for IPv4 on Ethernet (RFC 826), as RFC 5227 reads it: requests, replies, probes and announcements.
// What the packet says is not believed here: whether a hardware address may be a group (RFC 1812
// section 3.3.2) or an address is one of ours is for its reader to decide. Bytes behind the packet are
// padding (a frame has at least 60).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/wire/parse_error.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace herald::wire {

enum class ArpOperation : std::uint8_t { request = 1, reply = 2 };

struct ArpPacket {
  static constexpr std::size_t kSize = 28;

  ArpOperation operation = ArpOperation::request;
  net::MacAddress sender_mac;
  net::IpAddress sender_ip;
  net::MacAddress target_mac;
  net::IpAddress target_ip;

  [[nodiscard]] static Result<ArpPacket, ParseError> parse(std::span<const std::uint8_t> payload);
  void append_to(ByteWriter& out) const;  // both addresses must be IPv4

  // "Does anybody use this address?", asked by one who does not have it yet (RFC 5227 section 1.1).
  [[nodiscard]] constexpr bool is_probe() const {
    return operation == ArpOperation::request && sender_ip.is_unspecified() && !target_ip.is_unspecified();
  }
  // "This address is mine", in either form: asked of itself, or answered unasked ("gratuitous ARP").
  [[nodiscard]] constexpr bool is_announcement() const {
    return sender_ip == target_ip && !sender_ip.is_unspecified();
  }

  friend constexpr bool operator==(const ArpPacket&, const ArpPacket&) = default;
};

}  // namespace herald::wire
