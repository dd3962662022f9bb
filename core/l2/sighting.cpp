#include "core/l2/sighting.h"

#include "core/wire/arp.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"

#include <variant>

namespace herald::l2 {
namespace {

using Seen = std::optional<Sighting>;

Seen seen_in(const wire::ArpPacket& packet) {
  const net::MacAddress mac = packet.sender_mac;
  if (packet.is_probe()) return Sighting{packet.target_ip, mac, Use::probed};
  if (packet.sender_ip.is_unspecified()) return std::nullopt;
  if (packet.is_announcement()) return Sighting{packet.sender_ip, mac, Use::announced};
  const bool answers = packet.operation == wire::ArpOperation::reply;
  return Sighting{packet.sender_ip, mac, answers ? Use::answered : Use::spoken};
}

Seen seen_in(const wire::NdpPacket& packet, const net::MacAddress& source) {
  if (const auto* told = std::get_if<wire::NeighborAdvertisement>(&packet.message)) {
    const Use use = told->solicited ? Use::answered : Use::announced;
    return Sighting{told->target, told->target_link_layer.value_or(source), use};
  }
  const auto* asked = std::get_if<wire::NeighborSolicitation>(&packet.message);
  if (asked == nullptr) return std::nullopt;
  if (packet.is_probe()) return Sighting{asked->target, source, Use::probed};
  return Sighting{packet.source, asked->source_link_layer.value_or(source), Use::spoken};
}

Seen parse(std::span<const std::uint8_t> frame) {
  const auto header = wire::EthernetHeader::parse(frame);
  if (!header || !header->is_untagged()) return std::nullopt;
  const auto payload = frame.subspan(header->size());
  if (header->type == wire::kEtherTypeArp) {
    const auto packet = wire::ArpPacket::parse(payload);
    return packet ? seen_in(*packet) : std::nullopt;
  }
  if (header->type != wire::kEtherTypeIpv6) return std::nullopt;
  const auto packet = wire::NdpPacket::parse(payload);
  return packet ? seen_in(*packet, header->source) : std::nullopt;
}

}  // namespace

std::optional<Sighting> sighting_of(std::span<const std::uint8_t> frame) {
  const Seen seen = parse(frame);
  if (!seen || seen->mac.is_multicast() || seen->mac == net::MacAddress()) return std::nullopt;
  return seen;
}

}  // namespace herald::l2
