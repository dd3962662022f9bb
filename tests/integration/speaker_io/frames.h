// Frames as neighbours send them.
#pragma once

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

namespace herald::speaker::io {

[[nodiscard]] inline net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

struct Sender {
  net::MacAddress mac;
  net::MacAddress to = net::MacAddress::broadcast();
  std::optional<herald::wire::VlanTag> vlan = {};
};

[[nodiscard]] inline std::vector<std::uint8_t> arp_frame(const Sender& sender,
                                                         herald::wire::ArpOperation operation,
                                                         std::string_view from, std::string_view target) {
  std::vector<std::uint8_t> frame;
  ByteWriter out(frame);
  herald::wire::EthernetHeader{sender.to, sender.mac, sender.vlan, herald::wire::kEtherTypeArp}.append_to(
      out);
  herald::wire::ArpPacket{operation, sender.mac, ip(from), net::MacAddress(), ip(target)}.append_to(out);
  return frame;
}

[[nodiscard]] inline std::vector<std::uint8_t> arp_request(const Sender& sender, std::string_view target) {
  return arp_frame(sender, herald::wire::ArpOperation::request, "10.0.0.2", target);
}

[[nodiscard]] inline std::vector<std::uint8_t> solicitation(const Sender& sender, std::string_view target) {
  const net::IpAddress group = net::solicited_node(ip(target));
  std::vector<std::uint8_t> frame;
  ByteWriter out(frame);
  herald::wire::EthernetHeader{net::multicast_mac(group), sender.mac, sender.vlan,
                               herald::wire::kEtherTypeIpv6}
      .append_to(out);
  herald::wire::NdpPacket{ip("fe80::2"), group, herald::wire::NeighborSolicitation{ip(target), sender.mac}}
      .append_to(out);
  return frame;
}

}  // namespace herald::speaker::io
