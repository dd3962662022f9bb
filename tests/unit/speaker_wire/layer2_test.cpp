// One brain by itself: what it asks of its shell, and what it makes of what it is told.
#include "core/base/random.h"
#include "core/l2/announcement.h"
#include "core/l2/sighting.h"
#include "core/net/solicited_node.h"
#include "speaker/ring_message.h"
#include "speaker/wire_layer2.h"
#include "tests/unit/speaker_wire/lan.h"

#include <algorithm>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr net::MacAddress kAsker({2, 0, 0, 0, 0xcc, 1});

// A cluster of one node.
struct Subject {
  Layer2 brain{{.self = member(), .keys = {}, .seed = 1}};
  Instant now = Instant{} + std::chrono::hours(1);
  Effects effects;  // all there were

  Subject() {
    feed(InterfaceChanged{interface(2, "eth0")});
    feed(Ordered{{order::Roster{{member()}}, order::Complete{}}});
    run(seconds(2));
    effects.clear();
  }
  static own::Member member() {
    return {.node = "only",
            .incarnation = own::Incarnation(1),
            .address = ip("192.168.23.101"),
            .port = kRingPort};
  }
  static Interface interface(std::uint8_t index, const std::string& name) {
    return {.index = InterfaceIndex(index),
            .name = name,
            .mac = net::MacAddress({2, 0, 0, 0, 0, index}),
            .up = true,
            .addresses = {ip("192.168.23.101")},
            .gateways = {}};
  }
  static order::Want want(const net::IpAddress& address, const std::vector<std::string>& interfaces = {}) {
    const own::InterfaceNeed need(interfaces.empty() ? 0 : stable_hash(interfaces.front()));
    return {.wanted = {address, std::make_shared<const own::NodeSet>(own::NodeSet{"only"}), need},
            .interfaces = interfaces};
  }
  void feed(const Event& event) {
    for (Effect& effect : brain.step(now, event))
      effects.push_back(std::move(effect));
  }
  void run(Duration span) {
    const Instant end = now + span;
    while (brain.next_deadline() <= end) {
      now = std::max(now, brain.next_deadline());
      feed(Tick{});
    }
    now = end;
  }
  template <class Kind>
  [[nodiscard]] std::vector<Kind> all() const {
    std::vector<Kind> all;
    for (const Effect& effect : effects) {
      if (const auto* one = std::get_if<Kind>(&effect)) all.push_back(*one);
    }
    return all;
  }
  template <class Report>
  [[nodiscard]] std::vector<Report> told() const {
    std::vector<Report> told;
    for (const Tell& tell : all<Tell>()) {
      if (const auto* one = std::get_if<Report>(&tell.report)) told.push_back(*one);
    }
    return told;
  }
  [[nodiscard]] l2::Verdict ask(const net::IpAddress& address, std::uint8_t index = 2) const {
    Frame reply(64);
    const auto verdict = brain.answer(InterfaceIndex(index), l2::probe(kAsker, address), reply).verdict;
    EXPECT_EQ(verdict == l2::Verdict::replied, !reply.empty());
    return verdict;
  }
};

TEST(Layer2, AnswersWhatItHasAnnounced) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::probe) << "it probes itself";
  s.run(milliseconds(200));
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::replied);
  EXPECT_EQ(s.ask(service_ip(1), 7), l2::Verdict::other_traffic) << "an interface that nobody knows";
  ASSERT_EQ(s.told<report::Gained>().size(), 1U);
  EXPECT_EQ(s.told<report::Gained>()[0].cause, own::Cause::fresh);
}

TEST(Layer2, FallsSilentWhenNobodyWantsTheAddressAnyMore) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(seconds(1));
  s.feed(Ordered{{order::Unwant{service_ip(1)}}});
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::probe);
  ASSERT_EQ(s.told<report::Lost>().size(), 1U);
  EXPECT_EQ(s.told<report::Lost>()[0].cause, own::Cause::unwanted);
  s.effects.clear();
  s.run(std::chrono::minutes(5));
  EXPECT_THAT(s.all<SendFrame>(), IsEmpty());
}

TEST(Layer2, CapturesForAllThatIsWantedOnTheInterfacesThatAreNeeded) {
  Subject s;
  s.feed(InterfaceChanged{Subject::interface(3, "eth1")});
  s.feed(InterfaceChanged{Subject::interface(4, "cni0")});
  s.feed(Ordered{{Subject::want(service_ip(1), {"eth1"}), Subject::want(service_ip(2), {"eth1"}),
                  Subject::want(service_ip(9), {"eth1"})}});
  const auto captures = s.all<Capture>();
  ASSERT_EQ(captures.size(), 1U) << "one for all orders of a batch";
  EXPECT_THAT(captures[0].interfaces, ElementsAre(InterfaceIndex(3)));
  EXPECT_THAT(captures[0].targets, ElementsAre(*net::IpRange::make(service_ip(1), service_ip(2)),
                                               net::IpRange::single(service_ip(9))));
  s.run(seconds(10));
  EXPECT_EQ(s.all<Capture>().size(), 1U) << "who has an address is no reason for another filter";
}

TEST(Layer2, ListensToTheGroupsOfWhatItHas) {
  Subject s;
  const net::IpAddress one = ip("2001:db8::1:0001");
  const net::IpAddress same_group = ip("2001:db8::2:0001:0001");
  s.feed(Ordered{{Subject::want(one), Subject::want(same_group)}});
  s.run(seconds(1));
  ASSERT_EQ(s.all<JoinGroup>().size(), 1U);
  EXPECT_EQ(s.all<JoinGroup>()[0].group, net::solicited_node(one));
  s.feed(Ordered{{order::Unwant{one}}});
  EXPECT_THAT(s.all<LeaveGroup>(), IsEmpty());
  s.feed(Ordered{{order::Unwant{same_group}}});
  EXPECT_EQ(s.all<LeaveGroup>().size(), 1U);
}

TEST(Layer2, FollowsAnAddressToOtherInterfaces) {
  Subject s;
  s.feed(InterfaceChanged{Subject::interface(3, "eth1")});
  s.feed(Ordered{{Subject::want(service_ip(1), {"eth0"})}});
  s.run(seconds(5));
  EXPECT_EQ(s.ask(service_ip(1), 2), l2::Verdict::replied);
  EXPECT_EQ(s.ask(service_ip(1), 3), l2::Verdict::not_here);
  s.effects.clear();
  s.feed(Ordered{{Subject::want(service_ip(1), {"eth1"})}});
  s.run(milliseconds(1));
  EXPECT_EQ(s.ask(service_ip(1), 2), l2::Verdict::not_here);
  EXPECT_EQ(s.ask(service_ip(1), 3), l2::Verdict::replied);
  ASSERT_FALSE(s.all<SendFrame>().empty());
  for (const SendFrame& frame : s.all<SendFrame>())
    EXPECT_EQ(frame.interface, InterfaceIndex(3));
}

TEST(Layer2, AnotherMacIsAnnouncedAndAnsweredWith) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(seconds(5));
  s.effects.clear();
  Interface changed = Subject::interface(2, "eth0");
  changed.mac = net::MacAddress({2, 9, 9, 9, 9, 9});
  s.feed(InterfaceChanged{changed});
  ASSERT_FALSE(s.all<SendFrame>().empty());
  Frame reply;
  (void)s.brain.answer(InterfaceIndex(2), l2::probe(kAsker, service_ip(1)), reply);
  ASSERT_GE(reply.size(), 12U);
  EXPECT_EQ(reply[7], 9);
}

// With a second speaker in the roster, which is not there but whose MAC is known.
struct WithAnother : Subject {
  net::MacAddress mac{{2, 0, 0, 0, 9, 9}};

  WithAnother() {
    own::Member other = member();
    other.node = "other";
    other.address = ip("192.168.23.102");
    feed(Ordered{{order::Roster{{member(), other}}}});
    std::vector<std::uint8_t> hello;
    append_to(hello, Hello{.incarnation = own::Incarnation(1), .sequence = 1, .macs = {mac}});
    feed(MessageReceived{other.address, other.port, wrapped(RingMessage::hello, hello)});
    run(seconds(3));
    feed(Ordered{{want(service_ip(1))}});
    run(milliseconds(300));
  }
  void other_announces() {
    feed(FrameReceived{InterfaceIndex(2), l2::announcement(l2::Course::Form::request, mac, service_ip(1))});
  }
  // The probe that our first interface has sent.
  void other_answers() {
    l2::Responder other;
    other.set_scope(l2::Scope(0), {InterfaceIndex(2)});
    other.announce(service_ip(1), l2::Scope(0));
    Frame reply;
    const auto asked = l2::probe(interface(2, "eth0").mac, service_ip(1));
    ASSERT_EQ(other.answer({InterfaceIndex(2), mac}, asked, reply).verdict, l2::Verdict::replied);
    feed(FrameReceived{InterfaceIndex(2), reply});
  }
};

TEST(Layer2, YieldsToASpeakerThatAnnouncesItsAddress) {
  WithAnother s;
  ASSERT_EQ(s.ask(service_ip(1)), l2::Verdict::replied);
  s.other_announces();
  EXPECT_NE(s.ask(service_ip(1)), l2::Verdict::replied);
  EXPECT_THAT(s.told<report::Conflict>(), IsEmpty());
}

TEST(Layer2, ComesBackWhenNobodyAnswersItsProbes) {
  WithAnother s;
  s.other_announces();
  s.effects.clear();
  s.run(seconds(2));
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::replied);
  const auto frames = s.all<SendFrame>();
  ASSERT_GE(frames.size(), 3U);
  for (std::size_t probe = 0; probe < 3; ++probe)
    EXPECT_EQ(l2::sighting_of(frames[probe].frame)->use, l2::Use::probed);
}

TEST(Layer2, ComesBackNotWhileTheOtherAnswersThem) {
  WithAnother s;
  const auto probes_answered = [&] {
    return std::ranges::any_of(std::exchange(s.effects, {}), [&](const Effect& effect) {
      const auto* sent = std::get_if<SendFrame>(&effect);
      return sent != nullptr && l2::sighting_of(sent->frame)->use == l2::Use::probed;
    });
  };
  s.other_announces();
  s.effects.clear();
  int looks = 0;
  for (int moment = 0; moment < 30'000; ++moment) {
    s.run(milliseconds(1));
    ASSERT_NE(s.ask(service_ip(1)), l2::Verdict::replied);
    if (!probes_answered()) continue;
    ++looks;
    s.other_answers();
  }
  EXPECT_GE(looks, 4);
  EXPECT_LE(looks, 7) << "after 1, 2, 4, 8, 8 ... seconds";
  EXPECT_EQ(s.told<report::Lost>().size(), 0U) << "what was not announced again was not lost again";
  EXPECT_EQ(s.brain.counters().takeovers[static_cast<std::size_t>(own::Cause::fresh)], 1U);
}

// A speaker whose Lease has run out answers the probes: nobody can tell yet that it is one. Then it is known
// by its claim, which this node beats.
TEST(Layer2, AStrangerThatTurnsOutToBeASpeakerIsNotWaitedFor) {
  WithAnother s;
  const net::IpAddress address = service_ip(2);
  s.feed(Ordered{{Subject::want(address)}});
  s.feed(FrameReceived{InterfaceIndex(2), l2::announcement(l2::Course::Form::reply, kAsker, address)});
  ASSERT_EQ(s.told<report::Conflict>().size(), 1U);
  const own::NodeId speaker = own::node_id("unheard-of");
  std::vector<std::uint8_t> claims;
  ByteWriter out(claims);
  own::append_to(out, {{speaker, own::Incarnation(1), 1},
                       own::body::Claims{{{address, {own::Epoch(6), speaker, false}}}}});
  s.feed(MessageReceived{ip("192.168.23.109"), kRingPort, wrapped(RingMessage::ownership, claims)});
  EXPECT_EQ(s.ask(address), l2::Verdict::replied);
  EXPECT_EQ(s.told<report::ConflictOver>().size(), 1U);
}

TEST(Layer2, SaysFarewellOnce) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(seconds(5));
  s.feed(Stop{});
  s.run(seconds(3));
  EXPECT_EQ(s.all<Left>().size(), 1U);
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::probe);
  EXPECT_EQ(s.brain.next_deadline(), kNever);
  s.effects.clear();
  s.feed(Ordered{{Subject::want(service_ip(2))}});
  s.feed(Tick{});
  EXPECT_THAT(s.effects, IsEmpty());
}

TEST(Layer2, CountsFramesByWhatTheyAreFor) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(milliseconds(4800));
  const auto& announcements = s.brain.counters().announcements;
  EXPECT_EQ(announcements[static_cast<std::size_t>(l2::announcer::Kind::probe)], 3U);
  EXPECT_EQ(announcements[static_cast<std::size_t>(l2::announcer::Kind::takeover)], 12U);
  EXPECT_EQ(s.all<SendFrame>().size(), 15U);
}

// Whatever comes in on the ring's port or from the LAN, it is only not understood.
TEST(Layer2, NoiseIsLeftAlone) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(seconds(1));
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::uint8_t> bytes(random.below(90));
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random.below(256));
    if (!bytes.empty()) bytes[0] = static_cast<std::uint8_t>(random.below(4));  // known kinds, too
    s.feed(MessageReceived{ip("192.168.23.102"), kRingPort, bytes});
    s.feed(BfdReceived{ip("192.168.23.102"), kRingPort, bytes});
    s.feed(FrameReceived{InterfaceIndex(2), bytes});
  }
  EXPECT_EQ(s.brain.liveness().discarded(), 3000U);
  EXPECT_EQ(s.ask(service_ip(1)), l2::Verdict::replied);
  EXPECT_THAT(s.told<report::Lost>(), IsEmpty());
}

TEST(Counters, KeepInterfacesAndFamiliesApart) {
  RequestCounters counters;
  counters.count(InterfaceIndex(2), {l2::Verdict::replied, net::Family::ipv4});
  counters.count(InterfaceIndex(2), {l2::Verdict::not_ours, net::Family::ipv4});
  counters.count(InterfaceIndex(2), {l2::Verdict::malformed, net::Family::ipv4});
  counters.count(InterfaceIndex(3), {l2::Verdict::replied, net::Family::ipv6});
  const auto& eth0 = counters.all().at(InterfaceIndex(2));
  EXPECT_EQ(eth0[0].requests(), 2U);
  EXPECT_EQ(eth0[0].replies(), 1U);
  EXPECT_EQ(eth0[1].requests(), 0U);
  EXPECT_EQ(counters.all().at(InterfaceIndex(3))[1].replies(), 1U);
}

TEST(Counters, ADurationFallsIntoTheBucketThatItFits) {
  DurationHistogram histogram;
  histogram.observe(milliseconds(50));
  histogram.observe(milliseconds(51));
  histogram.observe(seconds(60));
  EXPECT_EQ(histogram.buckets.front(), 1U);
  EXPECT_EQ(histogram.buckets[1], 1U);
  EXPECT_EQ(histogram.buckets.back(), 1U);
  EXPECT_EQ(histogram.count, 3U);
  EXPECT_EQ(histogram.sum, milliseconds(60'101));
}

// Two machines of one name: the roster names the one that started later beside us.
TEST(Layer2, IsSilentWhileAnotherIsTheRealSpeakerOfItsName) {
  Subject s;
  s.feed(Ordered{{Subject::want(service_ip(1))}});
  s.run(seconds(1));
  ASSERT_TRUE(s.brain.announces(service_ip(1)));
  own::Member rival = Subject::member();
  rival.incarnation = own::Incarnation(2);
  rival.address = ip("192.168.23.150");
  s.feed(Ordered{{order::Roster{{Subject::member(), rival}}}});
  s.run(seconds(1));
  EXPECT_FALSE(s.brain.announces(service_ip(1)));
  s.feed(Ordered{{order::Roster{{Subject::member()}}}});
  s.run(seconds(1));
  EXPECT_TRUE(s.brain.announces(service_ip(1)));
}

}  // namespace
}  // namespace herald::speaker::wire
