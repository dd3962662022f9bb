#include "core/wire/ndp_frames.h"

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/net/solicited_node.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"

#include <optional>
#include <variant>

namespace herald::wire {
namespace {

constexpr net::IpAddress kAllNodes = net::IpAddress::v6(net::make_u128(0xff02000000000000ULL, 1));

void build(const net::MacAddress& destination, const net::MacAddress& ours, const NdpPacket& packet,
           std::vector<std::uint8_t>& frame) {
  frame.clear();
  ByteWriter out(frame);
  EthernetHeader{.destination = destination, .source = ours, .vlan = std::nullopt, .type = kEtherTypeIpv6}
      .append_to(out);
  packet.append_to(out);
}

// Sent from the address it is about: no other is known to be ours on that link. The Router flag stays clear,
// for no host has an address of a Service as its default router.
NdpPacket advertisement(net::IpAddress target, const net::MacAddress& ours, net::IpAddress destination) {
  return {.source = target,
          .destination = destination,
          .message = NeighborAdvertisement{.from_router = false,
                                           .solicited = !destination.is_multicast(),
                                           .overrides = true,
                                           .target = target,
                                           .target_link_layer = ours}};
}

}  // namespace

void neighbor_reply(const NdpPacket& solicitation, const net::MacAddress& frame_source,
                    const net::MacAddress& ours, std::vector<std::uint8_t>& frame) {
  const auto* asked = std::get_if<NeighborSolicitation>(&solicitation.message);
  HERALD_CHECK(asked != nullptr);
  if (solicitation.is_probe()) return neighbor_announcement(ours, asked->target, frame);
  build(asked->source_link_layer.value_or(frame_source), ours,
        advertisement(asked->target, ours, solicitation.source), frame);
}

void neighbor_announcement(const net::MacAddress& ours, net::IpAddress owned,
                           std::vector<std::uint8_t>& frame) {
  build(net::multicast_mac(kAllNodes), ours, advertisement(owned, ours, kAllNodes), frame);
}

void neighbor_probe(const net::MacAddress& ours, net::IpAddress candidate, std::vector<std::uint8_t>& frame) {
  const net::IpAddress group = net::solicited_node(candidate);
  const NdpPacket probe{
      .source = net::IpAddress::v6(0),
      .destination = group,
      .message = NeighborSolicitation{.target = candidate, .source_link_layer = std::nullopt}};
  build(net::multicast_mac(group), ours, probe, frame);
}

}  // namespace herald::wire
