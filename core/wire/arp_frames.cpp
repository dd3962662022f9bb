#include "core/wire/arp_frames.h"

#include "core/base/bytes.h"
#include "core/wire/ethernet.h"

#include <optional>

namespace herald::wire {
namespace {

// The sender of the packet is the sender of the frame.
void build(const net::MacAddress& destination, const ArpPacket& packet, std::vector<std::uint8_t>& frame) {
  frame.clear();
  ByteWriter out(frame);
  EthernetHeader{
      .destination = destination, .source = packet.sender_mac, .vlan = std::nullopt, .type = kEtherTypeArp}
      .append_to(out);
  packet.append_to(out);
}

}  // namespace

void arp_reply(const ArpPacket& request, const net::MacAddress& ours, std::vector<std::uint8_t>& frame) {
  const ArpPacket reply{.operation = ArpOperation::reply,
                        .sender_mac = ours,
                        .sender_ip = request.target_ip,
                        .target_mac = request.sender_mac,
                        .target_ip = request.sender_ip};
  build(request.sender_mac, reply, frame);
}

void arp_announcement(ArpOperation form, const net::MacAddress& ours, net::IpAddress owned,
                      std::vector<std::uint8_t>& frame) {
  // A request leaves the target's hardware address open; in a reply it is the one to remember (RFC 5944
  // section 4.6).
  const auto target_mac = form == ArpOperation::reply ? ours : net::MacAddress();
  const ArpPacket announcement{.operation = form,
                               .sender_mac = ours,
                               .sender_ip = owned,
                               .target_mac = target_mac,
                               .target_ip = owned};
  build(net::MacAddress::broadcast(), announcement, frame);
}

void arp_probe(const net::MacAddress& ours, net::IpAddress candidate, std::vector<std::uint8_t>& frame) {
  const ArpPacket probe{.operation = ArpOperation::request,
                        .sender_mac = ours,
                        .sender_ip = net::IpAddress::v4(0),
                        .target_mac = net::MacAddress(),
                        .target_ip = candidate};
  build(net::MacAddress::broadcast(), probe, frame);
}

}  // namespace herald::wire
