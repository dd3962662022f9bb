#include "core/l2/responder.h"

#include "core/net/solicited_node.h"
#include "core/wire/arp.h"
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace herald::l2 {
namespace {

bool can_be_answered(const net::MacAddress& mac) {
  return !mac.is_multicast() && mac != net::MacAddress();
}

// Sound, but not about neighbours: a ping, a router solicitation, TCP.
bool is_other_traffic(wire::ParseReason why) {
  return why == wire::ParseReason::not_icmpv6 || why == wire::ParseReason::icmpv6_type;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  static constexpr std::array<std::string_view, kVerdicts> kNames = {
      "replied",    "not_ours",  "not_here",   "probe", "disputed",      "not_a_request",
      "not_for_us", "own_frame", "bad_sender", "vlan",  "other_traffic", "malformed"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::uint32_t Responder::slot_of(Scope scope) {
  const auto [slot, added] = slots_.try_emplace(scope, static_cast<std::uint32_t>(interfaces_.size()));
  if (added) interfaces_.emplace_back();
  return slot->second;
}

void Responder::announce(net::IpAddress address, Scope scope) {
  addresses_.set(address, slot_of(scope));
}

void Responder::withdraw(net::IpAddress address) {
  addresses_.erase(address);
}

void Responder::set_scope(Scope scope, std::vector<InterfaceIndex> interfaces) {
  std::ranges::sort(interfaces);
  interfaces_[slot_of(scope)] = std::move(interfaces);
}

Answer Responder::answer(const Link& link, std::span<const std::uint8_t> frame, Frame& reply) const {
  reply.clear();
  const auto header = wire::EthernetHeader::parse(frame);
  if (!header) return {Verdict::malformed, net::Family::ipv4};
  const auto payload = frame.subspan(header->size());
  if (header->type == wire::kEtherTypeArp)
    return {answer_arp(link, *header, payload, reply), net::Family::ipv4};
  if (header->type == wire::kEtherTypeIpv6)
    return {answer_ndp(link, *header, payload, reply), net::Family::ipv6};
  return {};
}

// The order matters: a frame that is not for us is none of our business however it goes on.
Verdict Responder::judge(const Link& link, const wire::EthernetHeader& header, const Question& q) const {
  if (!q.to_everybody && header.destination != link.mac) return Verdict::not_for_us;
  if (q.answer_to == link.mac) return Verdict::own_frame;
  if (!can_be_answered(q.answer_to)) return Verdict::bad_sender;
  if (const auto slot = addresses_.find(q.target)) {
    const bool here = std::ranges::binary_search(interfaces_[*slot], link.index);
    return here ? Verdict::replied : Verdict::not_here;
  }
  if (q.sender.is_unspecified()) return Verdict::probe;
  return announces(q.sender) ? Verdict::disputed : Verdict::not_ours;
}

Verdict Responder::answer_arp(const Link& link, const wire::EthernetHeader& header,
                              std::span<const std::uint8_t> payload, Frame& reply) const {
  if (!header.is_untagged()) return Verdict::vlan;
  if (header.source == link.mac) return Verdict::own_frame;
  const auto packet = wire::ArpPacket::parse(payload);
  if (!packet) return Verdict::malformed;
  if (packet->operation == wire::ArpOperation::reply || packet->is_announcement())
    return Verdict::not_a_request;
  const Verdict verdict = judge(link, header,
                                {.target = packet->target_ip,
                                 .sender = packet->sender_ip,
                                 .answer_to = packet->sender_mac,
                                 .to_everybody = header.destination == net::MacAddress::broadcast()});
  if (verdict == Verdict::replied) wire::arp_reply(*packet, link.mac, reply);
  return verdict;
}

Verdict Responder::answer_ndp(const Link& link, const wire::EthernetHeader& header,
                              std::span<const std::uint8_t> payload, Frame& reply) const {
  if (!header.is_untagged()) return Verdict::vlan;
  if (header.source == link.mac) return Verdict::own_frame;
  const auto packet = wire::NdpPacket::parse(payload);
  if (!packet) return is_other_traffic(packet.error().why) ? Verdict::other_traffic : Verdict::malformed;
  const auto* asked = std::get_if<wire::NeighborSolicitation>(&packet->message);
  if (asked == nullptr) return Verdict::not_a_request;
  const net::MacAddress group = net::multicast_mac(net::solicited_node(asked->target));
  const Verdict verdict = judge(link, header,
                                {.target = asked->target,
                                 .sender = packet->source,
                                 .answer_to = asked->source_link_layer.value_or(header.source),
                                 .to_everybody = header.destination == group});
  if (verdict == Verdict::replied) wire::neighbor_reply(*packet, header.source, link.mac, reply);
  return verdict;
}

}  // namespace herald::l2
