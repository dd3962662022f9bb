// A frame from the LAN, as the responder and the announcer's caller read it, from arbitrary bytes. Law: there
// is an answer exactly when the verdict says so; it comes from us, is about an address of ours, and goes to
// no group but that of all nodes; what a frame tells of an address's user never names a group.
#include "core/base/check.h"
#include "core/l2/responder.h"
#include "core/l2/sighting.h"
#include "core/wire/arp.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

namespace {

using namespace herald::l2;  // NOLINT(google-build-using-namespace): the subject of this program

constexpr Link kLink{InterfaceIndex(2), herald::net::MacAddress({0x02, 0x68, 0x00, 0x00, 0x00, 0x01})};
constexpr auto kOwned4 = herald::net::IpAddress::v4(0xc0a817dc);  // 192.168.23.220
constexpr auto kOwned6 =
    herald::net::IpAddress::v6(herald::net::make_u128(0x20010db800230000ULL, 0x220));  // 2001:db8:23::220

Responder our_responder() {
  Responder responder;
  responder.set_scope(Scope(0), {kLink.index});
  responder.announce(kOwned4, Scope(0));
  responder.announce(kOwned6, Scope(0));
  return responder;
}

void check_arp(std::span<const std::uint8_t> payload, bool to_group) {
  const auto packet = herald::wire::ArpPacket::parse(payload);
  HERALD_CHECK(packet && packet->sender_ip == kOwned4 && packet->sender_mac == kLink.mac && !to_group);
}

void check_ndp(std::span<const std::uint8_t> payload, bool to_group) {
  const auto packet = herald::wire::NdpPacket::parse(payload);
  HERALD_CHECK(packet);
  const auto* told = std::get_if<herald::wire::NeighborAdvertisement>(&packet->message);
  HERALD_CHECK(told != nullptr && told->target == kOwned6 && told->target_link_layer == kLink.mac);
  HERALD_CHECK(to_group != told->solicited);
}

void check_reply(const std::vector<std::uint8_t>& reply) {
  const auto header = herald::wire::EthernetHeader::parse(reply);
  HERALD_CHECK(header && header->source == kLink.mac && header->is_untagged());
  const auto payload = std::span(reply).subspan(header->size());
  const bool to_group = header->destination.is_multicast();
  header->type == herald::wire::kEtherTypeArp ? check_arp(payload, to_group) : check_ndp(payload, to_group);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Responder responder = our_responder();
  const std::span<const std::uint8_t> frame(data, size);
  std::vector<std::uint8_t> reply;
  const Answer answer = responder.answer(kLink, frame, reply);
  HERALD_CHECK((answer.verdict == Verdict::replied) == !reply.empty());
  if (!reply.empty()) check_reply(reply);
  if (const auto seen = sighting_of(frame)) HERALD_CHECK(!seen->mac.is_multicast());
  return 0;
}
