#include "core/wire/icmpv6.h"

#include "core/base/check.h"
#include "core/wire/addresses.h"

#include <optional>

namespace herald::wire {
namespace {

constexpr std::uint32_t kMaxFlowLabel = 0xfffff;

// The sum of 16-bit words (RFC 1071), of which an odd last byte is the high half. Carries collect above bit
// 16: 64 bits hold those of any packet.
std::uint64_t sum_of(std::span<const std::uint8_t> bytes) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += i % 2 == 0 ? static_cast<std::uint64_t>(bytes[i]) << 8 : bytes[i];
  }
  return sum;
}

std::uint16_t folded(std::uint64_t sum) {
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(sum);
}

// Refusals of what the header says; the numbers are offsets in it.
std::optional<ParseError> refusal(const Ipv6Header& header, std::uint32_t version,
                                  std::size_t behind_header) {
  if (version != 6) return ParseError{0, ParseReason::ipv6_version};
  if (header.payload_length > behind_header) return ParseError{4, ParseReason::ipv6_payload_length};
  if (header.source.is_multicast()) return ParseError{8, ParseReason::ipv6_source_multicast};
  return std::nullopt;
}

}  // namespace

Result<Ipv6Header, ParseError> Ipv6Header::parse(std::span<const std::uint8_t> packet) {
  ByteReader reader(packet);
  const std::uint32_t first = reader.u32();
  Ipv6Header header;
  header.traffic_class = static_cast<std::uint8_t>(first >> 20 & 0xff);
  header.flow_label = first & kMaxFlowLabel;
  header.payload_length = reader.u16();
  header.next_header = reader.u8();
  header.hop_limit = reader.u8();
  header.source = read_ipv6(reader);
  header.destination = read_ipv6(reader);
  if (!reader.ok()) return fail(ParseError{reader.offset(), ParseReason::truncated});
  if (const auto refused = refusal(header, first >> 28, reader.remaining())) return fail(*refused);
  return header;
}

void Ipv6Header::append_to(ByteWriter& out) const {
  HERALD_CHECK(flow_label <= kMaxFlowLabel);
  out.u32(6U << 28 | static_cast<std::uint32_t>(traffic_class) << 20 | flow_label);
  out.u16(payload_length);
  out.u8(next_header);
  out.u8(hop_limit);
  append(out, source, net::Family::ipv6);
  append(out, destination, net::Family::ipv6);
}

Result<Icmpv6Header, ParseError> Icmpv6Header::parse(const Ipv6Header& ip,
                                                     std::span<const std::uint8_t> message) {
  ByteReader reader(message);
  Icmpv6Header header;
  header.type = reader.u8();
  header.code = reader.u8();
  header.checksum = reader.u16();
  if (!reader.ok()) return fail(ParseError{reader.offset(), ParseReason::truncated});
  // Over a message that includes its checksum the sum is all ones, and its complement zero.
  if (icmpv6_checksum(ip.source, ip.destination, message) != 0) {
    return fail(ParseError{kChecksumOffset, ParseReason::icmpv6_checksum});
  }
  return header;
}

void Icmpv6Header::append_to(ByteWriter& out) const {
  out.u8(type);
  out.u8(code);
  out.u16(checksum);
}

std::uint16_t icmpv6_checksum(net::IpAddress source, net::IpAddress destination,
                              std::span<const std::uint8_t> message) {
  HERALD_CHECK(source.is_v6() && destination.is_v6());
  const std::uint64_t pseudo_header =
      sum_of(source.bytes()) + sum_of(destination.bytes()) + message.size() + kNextHeaderIcmpv6;
  return static_cast<std::uint16_t>(~folded(pseudo_header + sum_of(message)));
}

}  // namespace herald::wire
