// Why bytes from the LAN were refused, and where: the first byte of the field that cannot be accepted.
// It knows layouts, not consequences: whether a refusal is worth a log line or a metric is its reader's
// affair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace herald::wire {

enum class ParseReason : std::uint8_t {
  truncated,  // the offset is the start of the first field that does not fit

  // ARP (RFC 826)
  arp_hardware_not_ethernet,
  arp_protocol_not_ipv4,
  arp_hardware_length,
  arp_protocol_length,
  arp_operation,

  // IPv6 (RFC 8200) and ICMPv6 (RFC 4443)
  ipv6_version,
  ipv6_payload_length,
  ipv6_source_multicast,
  not_icmpv6,
  icmpv6_checksum,
  icmpv6_type,

  // Neighbor Discovery (RFC 4861 sections 6.1.2, 7.1.1 and 7.1.2)
  hop_limit_not_255,
  icmpv6_code,
  target_multicast,
  probe_not_to_solicited_node,
  probe_with_link_layer_option,
  solicited_to_multicast,
  router_not_link_local,
  option_length_zero,
  option_beyond_message,
  link_layer_option_length,
};

inline constexpr std::size_t kParseReasons = 22;

// A clause that says what is wrong with the bytes.
[[nodiscard]] std::string_view text_of(ParseReason why);

struct ParseError {
  std::size_t offset = 0;
  ParseReason why = ParseReason::truncated;

  // The same error, seen from `bytes` further out: a payload's error as one of the whole frame.
  [[nodiscard]] constexpr ParseError behind(std::size_t bytes) const { return {offset + bytes, why}; }
  [[nodiscard]] std::string to_string() const;

  friend constexpr bool operator==(const ParseError&, const ParseError&) = default;
};

}  // namespace herald::wire
