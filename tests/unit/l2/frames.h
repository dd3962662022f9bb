// What the tests of this folder share: the node, its interfaces, neighbours, and their frames.
#pragma once

#include "core/base/bytes.h"
#include "core/l2/link.h"
#include "core/net/ip.h"
#include "core/net/mac.h"
#include "core/net/solicited_node.h"
#include "core/wire/arp.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace herald::l2 {

using Bytes = std::vector<std::uint8_t>;
using net::IpAddress;
using net::MacAddress;

inline IpAddress ip(std::string_view text) {
  return IpAddress::parse(text).value();
}

inline constexpr MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x01});
inline constexpr MacAddress kOursToo({0x02, 0x68, 0x00, 0x00, 0x00, 0x02});
inline constexpr MacAddress kClient({0x02, 0xc0, 0x00, 0x00, 0x00, 0x0a});
inline constexpr MacAddress kStranger({0x02, 0xba, 0xd0, 0x00, 0x00, 0x0b});
inline constexpr Link kEth0{InterfaceIndex(2), kOurs};
inline constexpr Link kEth1{InterfaceIndex(3), kOursToo};
inline constexpr Scope kAnywhere{0};
inline constexpr Scope kOnEth1{1};

inline const IpAddress kOwned4 = ip("192.168.23.220");
inline const IpAddress kOwned6 = ip("2001:db8:23::220");
inline const IpAddress kClient4 = ip("192.168.23.10");
inline const IpAddress kClient6 = ip("2001:db8:23::10");

template <class Packet>
Bytes frame_of(MacAddress to, MacAddress from, std::uint16_t type, const Packet& packet,
               std::optional<wire::VlanTag> vlan = std::nullopt) {
  Bytes frame;
  ByteWriter out(frame);
  wire::EthernetHeader{.destination = to, .source = from, .vlan = vlan, .type = type}.append_to(out);
  packet.append_to(out);
  return frame;
}

inline wire::ArpPacket arp_asks(IpAddress target, IpAddress sender = kClient4, MacAddress mac = kClient) {
  return {.operation = wire::ArpOperation::request,
          .sender_mac = mac,
          .sender_ip = sender,
          .target_mac = MacAddress(),
          .target_ip = target};
}
inline Bytes arp_frame(const wire::ArpPacket& packet, MacAddress to = MacAddress::broadcast()) {
  return frame_of(to, packet.sender_mac, wire::kEtherTypeArp, packet);
}
inline Bytes arp_request(IpAddress target) {
  return arp_frame(arp_asks(target));
}
inline Bytes arp_announced(IpAddress address, MacAddress mac = kStranger) {
  return arp_frame(arp_asks(address, address, mac));
}

inline wire::NdpPacket asks(IpAddress target, std::optional<MacAddress> mac = kClient) {
  return {.source = kClient6,
          .destination = net::solicited_node(target),
          .message = wire::NeighborSolicitation{.target = target, .source_link_layer = mac}};
}
inline wire::NdpPacket dad(IpAddress target) {
  wire::NdpPacket packet = asks(target, std::nullopt);
  packet.source = ip("::");
  return packet;
}
inline wire::NdpPacket advertises(IpAddress target, MacAddress mac = kStranger) {
  return {.source = target,
          .destination = ip("ff02::1"),
          .message = wire::NeighborAdvertisement{
              .from_router = false, .overrides = true, .target = target, .target_link_layer = mac}};
}
inline Bytes ndp_frame(const wire::NdpPacket& packet, std::optional<MacAddress> to = std::nullopt,
                       MacAddress from = kClient) {
  const MacAddress group = packet.destination.is_multicast() ? net::multicast_mac(packet.destination) : kOurs;
  return frame_of(to.value_or(group), from, wire::kEtherTypeIpv6, packet);
}

}  // namespace herald::l2
