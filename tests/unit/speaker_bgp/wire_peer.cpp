#include "tests/unit/speaker_bgp/wire_peer.h"

#include <memory>

namespace herald::speaker {

using namespace peering;  // NOLINT(google-build-using-namespace): the words that the brain is written in

namespace {

// "UPDATE*2 KEEPALIVE": several messages may come in one piece.
std::string names_of(const std::vector<std::uint8_t>& bytes) {
  std::string names;
  for (std::size_t at = 0; at + bgp::kHeaderSize <= bytes.size();) {
    const auto length = static_cast<std::size_t>(bytes[at + 16] << 8 | bytes[at + 17]);
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    names += (names.empty() ? "" : " ") + bgp::name_of({begin, begin + static_cast<std::ptrdiff_t>(length)});
    at += length;
  }
  return names;
}

struct Word {
  std::string operator()(const Dial&) const { return "dial"; }
  std::string operator()(const Close&) const { return "close"; }
  std::string operator()(const SendBytes& send) const { return names_of(send.bytes); }
  std::string operator()(const Listen& listen) const {
    return "listen/" + std::to_string(listen.from.size());
  }
  std::string operator()(const SendBfd&) const { return "bfd"; }
  std::string operator()(const WatchBfd& ports) const {
    return std::string("watch") + (ports.single_hop ? "/3784" : "") + (ports.multihop ? "/4784" : "");
  }
  std::string operator()(const WatchNeighbors& watch) const {
    return "neighbors/" + std::to_string(watch.interfaces.size());
  }
  std::string operator()(const Left&) const { return "left"; }
  std::string operator()(const Tell& tell) const { return std::visit(*this, tell.report); }
  std::string operator()(const bgp_report::PeerUp&) const { return "up!"; }
  std::string operator()(const bgp_report::PeerDown&) const { return "down!"; }
  std::string operator()(const bgp_report::PeerUnreachable&) const { return "unreachable!"; }
  std::string operator()(const bgp_report::BfdChanged& change) const {
    return change.up ? "bfd-up!" : "bfd-down!";
  }
  std::string operator()(const bgp_report::PeerFlawed&) const { return "flawed!"; }
  std::string operator()(const bgp_report::CannotListen&) const { return "deaf!"; }
};

}  // namespace

std::string WirePeer::feed(const Event& event) {
  last = brain.step(now, event);
  std::string text;
  for (const auto& effect : last) {
    if (const auto* dial = std::get_if<Dial>(&effect)) dialed = dial->id;
    text += (text.empty() ? "" : ", ") + std::visit(Word(), effect);
  }
  return text;
}

void WirePeer::come_up(const bgp::Open& open) {
  feed(TransportUp{*dialed, bgp::local_for_test()});
  feed(BytesReceived{*dialed, bgp::bytes_of(open)});
  feed(BytesReceived{*dialed, bgp::bytes_of(bgp::Keepalive{})});
}

std::string WirePeer::sent_all() {
  return feed(BytesSent{*dialed, 1'000'000'000});
}

bgp_order::PeerWanted router() {
  bgp_order::PeerWanted wanted{.name = "tor", .session = bgp::settings_for_test()};
  wanted.path.address = net::IpAddress::parse("192.0.2.2");
  return wanted;
}

bgp_order::RouteWanted route(const char* prefix, const bgp::RouteAttributes& attributes) {
  return {*net::Cidr::parse(prefix),
          std::make_shared<const bgp_order::Offers>(bgp_order::Offers{{"tor", attributes}})};
}

}  // namespace herald::speaker
