#include "core/wire/arp.h"

#include "core/wire/addresses.h"

#include <optional>

namespace herald::wire {
namespace {

constexpr std::uint16_t kHardwareEthernet = 1;
constexpr std::uint16_t kProtocolIpv4 = 0x0800;

// What comes before the addresses; the numbers in refusals are its offsets.
struct Preamble {
  std::uint16_t hardware_type;
  std::uint16_t protocol_type;
  std::uint8_t hardware_length;
  std::uint8_t protocol_length;
  std::uint16_t operation;
};

Preamble read_preamble(ByteReader& reader) {
  Preamble preamble{};
  preamble.hardware_type = reader.u16();
  preamble.protocol_type = reader.u16();
  preamble.hardware_length = reader.u8();
  preamble.protocol_length = reader.u8();
  preamble.operation = reader.u16();
  return preamble;
}

std::optional<ParseError> refusal(const Preamble& preamble) {
  if (preamble.hardware_type != kHardwareEthernet)
    return ParseError{0, ParseReason::arp_hardware_not_ethernet};
  if (preamble.protocol_type != kProtocolIpv4) return ParseError{2, ParseReason::arp_protocol_not_ipv4};
  if (preamble.hardware_length != kMacSize) return ParseError{4, ParseReason::arp_hardware_length};
  if (preamble.protocol_length != kIpv4Size) return ParseError{5, ParseReason::arp_protocol_length};
  if (preamble.operation != static_cast<std::uint16_t>(ArpOperation::request) &&
      preamble.operation != static_cast<std::uint16_t>(ArpOperation::reply)) {
    return ParseError{6, ParseReason::arp_operation};
  }
  return std::nullopt;
}

}  // namespace

Result<ArpPacket, ParseError> ArpPacket::parse(std::span<const std::uint8_t> payload) {
  ByteReader reader(payload);
  const Preamble preamble = read_preamble(reader);
  ArpPacket packet;
  packet.sender_mac = read_mac(reader);
  packet.sender_ip = read_ipv4(reader);
  packet.target_mac = read_mac(reader);
  packet.target_ip = read_ipv4(reader);
  if (!reader.ok()) return fail(ParseError{reader.offset(), ParseReason::truncated});
  if (const auto refused = refusal(preamble)) return fail(*refused);
  packet.operation = static_cast<ArpOperation>(preamble.operation);
  return packet;
}

void ArpPacket::append_to(ByteWriter& out) const {
  out.u16(kHardwareEthernet);
  out.u16(kProtocolIpv4);
  out.u8(kMacSize);
  out.u8(kIpv4Size);
  out.u16(static_cast<std::uint16_t>(operation));
  append(out, sender_mac);
  append(out, sender_ip, net::Family::ipv4);
  append(out, target_mac);
  append(out, target_ip, net::Family::ipv4);
}

}  // namespace herald::wire
