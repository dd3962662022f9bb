#include "core/wire/ndp.h"

#include "core/net/solicited_node.h"
#include "core/wire/addresses.h"
#include "core/wire/icmpv6.h"
#include "core/wire/ndp_options.h"

namespace herald::wire {
namespace {

constexpr std::uint8_t kHopLimit = 255;  // a router would have made it less: the sender is on this link

enum class NdpType : std::uint8_t {
  router_advertisement = 134,
  neighbor_solicitation = 135,
  neighbor_advertisement = 136,
};

constexpr std::uint32_t kRouterFlag = 1U << 31;
constexpr std::uint32_t kSolicitedFlag = 1U << 30;
constexpr std::uint32_t kOverrideFlag = 1U << 29;

// Offsets that refusals name: in the IPv6 header, and in the ICMPv6 message.
constexpr std::size_t kNextHeaderAt = 6;
constexpr std::size_t kHopLimitAt = 7;
constexpr std::size_t kSourceAt = 8;
constexpr std::size_t kDestinationAt = 24;
constexpr std::size_t kTypeAt = Ipv6Header::kSize;
constexpr std::size_t kCodeAt = Ipv6Header::kSize + 1;
constexpr std::size_t kFlagsAt = Ipv6Header::kSize + 4;
constexpr std::size_t kTargetAt = Ipv6Header::kSize + 8;

using Parsed = Result<NdpMessage, ParseError>;

auto refuse(std::size_t offset, ParseReason why) {
  return fail(ParseError{offset, why});
}

// The options that end a message, or where in the packet it is cut short or broken.
Result<NdpOptions, ParseError> options_of(ByteReader& reader) {
  if (!reader.ok()) return refuse(Ipv6Header::kSize + reader.offset(), ParseReason::truncated);
  return NdpOptions::parse(reader).map_error(
      [](const ParseError& error) { return error.behind(Ipv6Header::kSize); });
}

// RFC 4861 section 7.1.1.
Parsed solicitation(ByteReader& reader, const Ipv6Header& ip) {
  NeighborSolicitation message;
  reader.u32();  // reserved
  message.target = read_ipv6(reader);
  const auto options = options_of(reader);
  if (!options) return fail(options.error());
  if (message.target.is_multicast()) return refuse(kTargetAt, ParseReason::target_multicast);
  message.source_link_layer = options->source_link_layer;
  if (!ip.source.is_unspecified()) return message;
  // An address that nobody has may be asked about only by multicast, and must not end up in a cache. Any
  // solicited-node group will do: a group of another address is not asked for what it does not hold.
  if (ip.destination != net::solicited_node(ip.destination)) {
    return refuse(kDestinationAt, ParseReason::probe_not_to_solicited_node);
  }
  if (options->source_link_layer) {
    return refuse(Ipv6Header::kSize + options->source_link_layer_at,
                  ParseReason::probe_with_link_layer_option);
  }
  return message;
}

// RFC 4861 section 7.1.2.
Parsed advertisement(ByteReader& reader, const Ipv6Header& ip) {
  NeighborAdvertisement message;
  const std::uint32_t flags = reader.u32();
  message.from_router = (flags & kRouterFlag) != 0;
  message.solicited = (flags & kSolicitedFlag) != 0;
  message.overrides = (flags & kOverrideFlag) != 0;
  message.target = read_ipv6(reader);
  const auto options = options_of(reader);
  if (!options) return fail(options.error());
  if (message.target.is_multicast()) return refuse(kTargetAt, ParseReason::target_multicast);
  if (message.solicited && ip.destination.is_multicast()) {
    return refuse(kFlagsAt, ParseReason::solicited_to_multicast);
  }
  message.target_link_layer = options->target_link_layer;
  return message;
}

// RFC 4861 section 6.1.2.
Parsed router_advertisement(ByteReader& reader, const Ipv6Header& ip) {
  RouterAdvertisement message;
  message.current_hop_limit = reader.u8();
  message.flags = reader.u8();
  message.lifetime_seconds = reader.u16();
  reader.u32();  // reachable time
  reader.u32();  // retransmission timer
  const auto options = options_of(reader);
  if (!options) return fail(options.error());
  if (!ip.source.is_link_local()) return refuse(kSourceAt, ParseReason::router_not_link_local);
  message.source_link_layer = options->source_link_layer;
  return message;
}

// The message of the type that the ICMPv6 header names; the reader stands behind that header.
Parsed message_of(std::uint8_t type, ByteReader& reader, const Ipv6Header& ip) {
  switch (static_cast<NdpType>(type)) {
    case NdpType::router_advertisement:
      return router_advertisement(reader, ip);
    case NdpType::neighbor_solicitation:
      return solicitation(reader, ip);
    case NdpType::neighbor_advertisement:
      return advertisement(reader, ip);
  }
  return refuse(kTypeAt, ParseReason::icmpv6_type);
}

void append_body(ByteWriter& out, const NeighborSolicitation& message) {
  out.u32(0);  // reserved
  append(out, message.target, net::Family::ipv6);
  if (message.source_link_layer) {
    append_link_layer_option(out, kOptionSourceLinkLayer, *message.source_link_layer);
  }
}

void append_body(ByteWriter& out, const NeighborAdvertisement& message) {
  out.u32((message.from_router ? kRouterFlag : 0) | (message.solicited ? kSolicitedFlag : 0) |
          (message.overrides ? kOverrideFlag : 0));
  append(out, message.target, net::Family::ipv6);
  if (message.target_link_layer) {
    append_link_layer_option(out, kOptionTargetLinkLayer, *message.target_link_layer);
  }
}

void append_body(ByteWriter& out, const RouterAdvertisement& message) {
  out.u8(message.current_hop_limit);
  out.u8(message.flags);
  out.u16(message.lifetime_seconds);
  out.u32(0);  // reachable time: unspecified
  out.u32(0);  // retransmission timer: unspecified
  if (message.source_link_layer) {
    append_link_layer_option(out, kOptionSourceLinkLayer, *message.source_link_layer);
  }
}

NdpType type_of(const NdpMessage& message) {
  if (std::holds_alternative<NeighborSolicitation>(message)) return NdpType::neighbor_solicitation;
  if (std::holds_alternative<NeighborAdvertisement>(message)) return NdpType::neighbor_advertisement;
  return NdpType::router_advertisement;
}

}  // namespace

Result<NdpPacket, ParseError> NdpPacket::parse(std::span<const std::uint8_t> packet) {
  const auto ip = Ipv6Header::parse(packet);
  if (!ip) return fail(ip.error());
  if (ip->next_header != kNextHeaderIcmpv6) return refuse(kNextHeaderAt, ParseReason::not_icmpv6);
  if (ip->hop_limit != kHopLimit) return refuse(kHopLimitAt, ParseReason::hop_limit_not_255);
  const auto payload = packet.subspan(Ipv6Header::kSize, ip->payload_length);
  const auto icmp = Icmpv6Header::parse(*ip, payload);
  if (!icmp) return fail(icmp.error().behind(Ipv6Header::kSize));
  ByteReader reader(payload);
  reader.take(Icmpv6Header::kSize);
  auto message = message_of(icmp->type, reader, *ip);
  if (!message) return fail(message.error());
  if (icmp->code != 0) return refuse(kCodeAt, ParseReason::icmpv6_code);
  return NdpPacket{.source = ip->source, .destination = ip->destination, .message = *message};
}

void NdpPacket::append_to(ByteWriter& out) const {
  constexpr std::size_t kPayloadLengthAt = 4;
  const std::size_t ip_at = out.size();
  Ipv6Header{.hop_limit = kHopLimit, .source = source, .destination = destination}.append_to(out);
  const std::size_t icmp_at = out.size();
  Icmpv6Header{.type = static_cast<std::uint8_t>(type_of(message))}.append_to(out);
  std::visit([&out](const auto& body) { append_body(out, body); }, message);
  const auto written = out.written(icmp_at);
  const std::uint16_t checksum = icmpv6_checksum(source, destination, written);
  out.patch_u16(ip_at + kPayloadLengthAt, static_cast<std::uint16_t>(written.size()));
  out.patch_u16(icmp_at + Icmpv6Header::kChecksumOffset, checksum);
}

}  // namespace herald::wire
