#include "core/l2/responder.h"

#include "tests/unit/l2/frames.h"

#include <set>
#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

Responder our_responder() {
  Responder responder;
  responder.set_scope(kAnywhere, {kEth1.index, kEth0.index});
  responder.set_scope(kOnEth1, {kEth1.index});
  responder.announce(kOwned4, kAnywhere);
  responder.announce(kOwned6, kAnywhere);
  return responder;
}

struct Subject {
  Responder responder = our_responder();
  Bytes reply;

  Verdict hear(const Bytes& frame, const Link& link = kEth0) {
    const Verdict verdict = responder.answer(link, frame, reply).verdict;
    EXPECT_EQ(verdict == Verdict::replied, !reply.empty());
    return verdict;
  }
};

struct ArpReply {
  wire::EthernetHeader header;
  wire::ArpPacket packet;
};
ArpReply arp_in(const Bytes& frame) {
  const auto header = wire::EthernetHeader::parse(frame).value();
  return {header, wire::ArpPacket::parse(std::span(frame).subspan(header.size())).value()};
}

struct NdpReply {
  wire::EthernetHeader header;
  wire::NdpPacket packet;
  wire::NeighborAdvertisement message;
};
NdpReply ndp_in(const Bytes& frame) {
  const auto header = wire::EthernetHeader::parse(frame).value();
  const auto packet = wire::NdpPacket::parse(std::span(frame).subspan(header.size())).value();
  return {header, packet, std::get<wire::NeighborAdvertisement>(packet.message)};
}

TEST(Responder, AnswersAnArpRequestToTheAskerAlone) {
  Subject s;
  ASSERT_EQ(s.hear(arp_request(kOwned4)), Verdict::replied);
  const ArpReply reply = arp_in(s.reply);
  EXPECT_EQ(reply.header.destination, kClient);
  EXPECT_EQ(reply.header.source, kOurs);
  EXPECT_EQ(reply.packet, (wire::ArpPacket{wire::ArpOperation::reply, kOurs, kOwned4, kClient, kClient4}));
}

TEST(Responder, AnswersWithTheMacOfTheInterfaceThatWasAsked) {
  Subject s;
  ASSERT_EQ(s.hear(arp_request(kOwned4), kEth1), Verdict::replied);
  EXPECT_EQ(arp_in(s.reply).packet.sender_mac, kOursToo);
}

// RFC 1122 section 2.3.2.1: a poll of one that is known.
TEST(Responder, AnswersAnArpRequestThatWasSentToItAlone) {
  Subject s;
  EXPECT_EQ(s.hear(arp_frame(arp_asks(kOwned4), kOurs)), Verdict::replied);
  EXPECT_EQ(s.hear(arp_frame(arp_asks(kOwned4), kOursToo)), Verdict::not_for_us);
}

TEST(Responder, DefendsAgainstAnArpProbe) {
  Subject s;
  ASSERT_EQ(s.hear(arp_frame(arp_asks(kOwned4, ip("0.0.0.0")))), Verdict::replied);
  EXPECT_EQ(arp_in(s.reply).packet.sender_ip, kOwned4);
}

TEST(Responder, AnswersASolicitationWithAndWithoutALinkLayerOption) {
  for (const auto& option : {std::optional(kClient), std::optional<MacAddress>()}) {
    Subject s;
    ASSERT_EQ(s.hear(ndp_frame(asks(kOwned6, option))), Verdict::replied);
    const NdpReply reply = ndp_in(s.reply);
    EXPECT_EQ(reply.header.destination, kClient);
    EXPECT_EQ(reply.packet.destination, kClient6);
    EXPECT_TRUE(reply.message.solicited);
    EXPECT_TRUE(reply.message.overrides);
    EXPECT_EQ(reply.message.target_link_layer, kOurs);
  }
}

// RFC 4861 section 7.3.3: the probes of one that knows us.
TEST(Responder, AnswersASolicitationThatWasSentToItAlone) {
  Subject s;
  wire::NdpPacket packet = asks(kOwned6);
  packet.destination = kOwned6;
  EXPECT_EQ(s.hear(ndp_frame(packet)), Verdict::replied);
}

TEST(Responder, DefendsAgainstADadProbeThroughTheAllNodesGroup) {
  Subject s;
  ASSERT_EQ(s.hear(ndp_frame(dad(kOwned6))), Verdict::replied);
  const NdpReply reply = ndp_in(s.reply);
  EXPECT_EQ(reply.packet.destination, ip("ff02::1"));
  EXPECT_FALSE(reply.message.solicited);
}

TEST(Responder, AnswersOnTheInterfacesOfTheAddressOnly) {
  Subject s;
  s.responder.announce(ip("192.168.23.221"), kOnEth1);
  EXPECT_EQ(s.hear(arp_request(ip("192.168.23.221")), kEth1), Verdict::replied);
  EXPECT_EQ(s.hear(arp_request(ip("192.168.23.221")), kEth0), Verdict::not_here);
}

TEST(Responder, FollowsItsScopes) {
  Subject s;
  s.responder.set_scope(kAnywhere, {kEth1.index});
  EXPECT_EQ(s.hear(arp_request(kOwned4)), Verdict::not_here);
  s.responder.set_scope(kAnywhere, {kEth0.index});
  EXPECT_EQ(s.hear(arp_request(kOwned4)), Verdict::replied);
  s.responder.announce(kOwned4, Scope(77));  // never told of its links
  EXPECT_EQ(s.hear(arp_request(kOwned4)), Verdict::not_here);
}

TEST(Responder, IsSilentAboutWhatItNoLongerAnnounces) {
  Subject s;
  s.responder.withdraw(kOwned4);
  s.responder.withdraw(kOwned4);
  EXPECT_EQ(s.hear(arp_request(kOwned4)), Verdict::not_ours);
  EXPECT_EQ(s.responder.size(), 1U);
}

// One row for each verdict and way to it.
struct Row {
  const char* name;
  Bytes frame;
  Verdict verdict;
};

std::vector<Row> refused() {
  const wire::VlanTag other{.id = 7};
  wire::ArpPacket to_group = arp_asks(kOwned4, kClient4, MacAddress::broadcast());
  wire::ArpPacket to_nobody = arp_asks(kOwned4, kClient4, MacAddress());
  wire::ArpPacket echoed = arp_asks(kOwned4, kClient4, kOurs);
  wire::ArpPacket answer = arp_asks(kOwned4);
  answer.operation = wire::ArpOperation::reply;
  wire::NdpPacket wrong_group = asks(kOwned6);
  wrong_group.destination = ip("ff02::1");
  wire::NdpPacket from_ours = asks(ip("2001:db8::9"));
  from_ours.source = kOwned6;
  const Bytes other_protocol = frame_of(kOurs, kClient, 0x0800, arp_asks(kOwned4));
  return {
      {"another address", arp_request(ip("192.168.23.9")), Verdict::not_ours},
      {"another address (v6)", ndp_frame(asks(ip("2001:db8::9"))), Verdict::not_ours},
      {"a probe", arp_frame(arp_asks(ip("192.168.23.9"), ip("0.0.0.0"))), Verdict::probe},
      {"a DAD probe", ndp_frame(dad(ip("2001:db8::9"))), Verdict::probe},
      {"from our address", arp_frame(arp_asks(kClient4, kOwned4, kStranger)), Verdict::disputed},
      {"from our address (v6)", ndp_frame(from_ours), Verdict::disputed},
      {"an announcement", arp_announced(kOwned4), Verdict::not_a_request},
      {"an answer", arp_frame(answer, kOurs), Verdict::not_a_request},
      {"an advertisement", ndp_frame(advertises(kOwned6)), Verdict::not_a_request},
      {"to another host", arp_frame(arp_asks(kOwned4), kStranger), Verdict::not_for_us},
      {"to another host (v6)", ndp_frame(asks(kOwned6), kStranger), Verdict::not_for_us},
      {"to a group, not to all", arp_frame(arp_asks(kOwned4), net::multicast_mac(ip("ff02::1"))),
       Verdict::not_for_us},
      {"to another group", ndp_frame(wrong_group), Verdict::not_for_us},
      {"to everybody (v6)", ndp_frame(asks(kOwned6), MacAddress::broadcast()), Verdict::not_for_us},
      {"our own", arp_frame(echoed), Verdict::own_frame},
      {"our own (v6)", ndp_frame(asks(kOwned6), std::nullopt, kOurs), Verdict::own_frame},
      {"answer to a group", frame_of(MacAddress::broadcast(), kClient, wire::kEtherTypeArp, to_group),
       Verdict::bad_sender},
      {"answer to nobody", frame_of(MacAddress::broadcast(), kClient, wire::kEtherTypeArp, to_nobody),
       Verdict::bad_sender},
      {"answer to a group (v6)", ndp_frame(asks(kOwned6, MacAddress::broadcast())), Verdict::bad_sender},
      {"another VLAN",
       frame_of(MacAddress::broadcast(), kClient, wire::kEtherTypeArp, arp_asks(kOwned4), other),
       Verdict::vlan},
      {"another protocol", other_protocol, Verdict::other_traffic},
      {"nothing", {}, Verdict::malformed},
  };
}

TEST(Responder, SaysWhyItDoesNotAnswer) {
  std::set<Verdict> seen = {Verdict::replied, Verdict::not_here};  // above
  for (const Row& row : refused()) {
    Subject s;
    EXPECT_EQ(name_of(s.hear(row.frame)), name_of(row.verdict)) << row.name;
    seen.insert(row.verdict);
  }
  EXPECT_EQ(seen.size(), kVerdicts) << "a verdict without a row";
}

// A priority is no VLAN (IEEE 802.1Q section 6.9): switches add one and expect no tag in return.
TEST(Responder, AnswersAFrameThatHasAPriority) {
  Subject s;
  const wire::VlanTag priority{.priority = 5};
  const Bytes frame =
      frame_of(MacAddress::broadcast(), kClient, wire::kEtherTypeArp, arp_asks(kOwned4), priority);
  ASSERT_EQ(s.hear(frame), Verdict::replied);
  EXPECT_EQ(arp_in(s.reply).header.vlan, std::nullopt);
}

TEST(Responder, TellsTheFamilyForItsCounters) {
  Bytes reply;
  const Responder responder = our_responder();
  EXPECT_EQ(responder.answer(kEth0, arp_request(kOwned4), reply).family, net::Family::ipv4);
  EXPECT_EQ(responder.answer(kEth0, ndp_frame(asks(kOwned6)), reply).family, net::Family::ipv6);
}

TEST(Responder, NamesEachVerdictDifferently) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < kVerdicts; ++i)
    names.insert(std::string(name_of(static_cast<Verdict>(i))));
  EXPECT_EQ(names.size(), kVerdicts);
}

}  // namespace
}  // namespace herald::l2
