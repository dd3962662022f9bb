#include "speaker/brain.h"

#include "speaker/glob.h"
#include "tests/unit/speaker/brain_fixture.h"

#include <algorithm>

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::config_of;
using bench::endpoint;
using bench::ip;
using bench::lease;
using bench::node;
using bench::pool;
using bench::service;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(SpeakerBrainTest, TheWireLoopHearsNothingBeforeEverythingIsKnown) {
  tell(ConfigChanged{config_of({pool("lan", "10.0.0.0/24")}), "text"});
  tell(ServiceChanged{service("web", {"10.0.0.1"})});
  tell(NodeChanged{node("a")});
  tell(bench::endpoints("web", {endpoint("a")}));
  tell(lease("a", 1));
  EXPECT_THAT(take_orders(), IsEmpty());
  tell(Synced{});
  EXPECT_THAT(kinds(), ElementsAre("layer2", "roster", "want", "complete"));
  tell(Synced{});
  EXPECT_THAT(kinds(), IsEmpty());
}

TEST_F(SpeakerBrainTest, FromThenOnItHearsDifferences) {
  start();
  EXPECT_THAT(kinds(), ElementsAre("layer2", "roster", "want", "complete"));
  tell(ServiceChanged{service("shop", {"10.0.0.2"})});
  EXPECT_THAT(kinds(), ElementsAre("want"));
  tell(lease("c", 1));
  const order::Orders orders = take_orders();
  ASSERT_THAT(orders, SizeIs(1));
  EXPECT_THAT(std::get<order::Roster>(orders.front()).members, SizeIs(2));
  tell(lease("c", 2));
  tell(ServiceGone{{"shop", "nobody"}});
  EXPECT_THAT(kinds(), IsEmpty());
  tell(ServiceGone{{"shop", "web"}});
  EXPECT_THAT(kinds(), ElementsAre("unwant"));
}

TEST_F(SpeakerBrainTest, WithoutAnyConfigurationTheListsStillComplete) {
  tell(ConfigGone{});
  tell(ServiceChanged{service("web", {"10.0.0.1"})});
  tell(Synced{});
  EXPECT_THAT(kinds(), ElementsAre("layer2", "roster", "complete"));
  EXPECT_TRUE(brain_.config_is_stale());
  tell(ConfigChanged{config_of({pool("lan", "10.0.0.0/24")}), "text"});
  EXPECT_THAT(kinds(), ElementsAre("want"));
  EXPECT_FALSE(brain_.config_is_stale());
}

TEST_F(SpeakerBrainTest, ABadEditChangesNothing) {
  start();
  take_orders();
  tell(ConfigRejected{"config:1:1 nonsense"});
  tell(ConfigGone{});
  EXPECT_THAT(kinds(), IsEmpty());
  EXPECT_TRUE(brain_.config_is_stale());
}

TEST_F(SpeakerBrainTest, TheLayer2SettingsAreToldWhenTheyChange) {
  start();
  take_orders();
  auto config = std::make_shared<config::Config>(*config_of({pool("lan", "10.0.0.0/24")}));
  config->layer2.liveness_interval = milliseconds(50);
  config->layer2.ignore_interfaces = std::vector<std::string>{};
  tell(ConfigChanged{config, "text"});
  const order::Orders orders = take_orders();
  ASSERT_THAT(orders, SizeIs(1));
  const auto& told = std::get<order::Layer2Settings>(orders.front());
  EXPECT_EQ(told.liveness_interval, milliseconds(50));
  EXPECT_THAT(told.ignore_interfaces, IsEmpty());
  tell(ConfigChanged{config, "text"});
  EXPECT_THAT(kinds(), IsEmpty());
}

TEST(Layer2Settings, LeaveOutTheUsualContainerDevices) {
  const std::vector<std::string> ignored = layer2_settings({}).ignore_interfaces;
  const auto is_ignored = [&](const std::string& name) {
    return std::ranges::any_of(ignored, [&](const std::string& glob) { return glob_matches(glob, name); });
  };
  for (const std::string name : {"cni0", "docker0", "flannel.1", "kube-ipvs0", "lxc12", "tunl0", "veth9a",
                                 "virbr0", "dummy0", "nodelocaldns", "cali12345"})
    EXPECT_TRUE(is_ignored(name)) << name;
  for (const std::string name : {"eth0", "ens18", "bond0", "br0", "vlan12", "wlan0"})
    EXPECT_FALSE(is_ignored(name)) << name;
}

// ---- the node's setup

TEST_F(SpeakerBrainTest, WhatIsWrongWithTheNodeIsToldOnTheNodeOnce) {
  start();
  const report::NodeProblem proxy{.name = "proxy_arp",
                                  .interface = "eth0",
                                  .what = "proxy_arp is on for eth0",
                                  .why = "the kernel may answer",
                                  .remedy = "set it to 0"};
  tell(Reported{{report::NodeProblems{{proxy}}}});
  const auto events = take<RecordEvent>();
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events.front().type, EventType::warning);
  EXPECT_EQ(events.front().about, (kube::ObjectReference{.kind = "Node", .key = {"", "b"}, .uid = "b"}));
  EXPECT_EQ(events.front().reason, "NodeProblem");
  EXPECT_EQ(events.front().message, "proxy_arp is on for eth0: the kernel may answer; set it to 0");
  EXPECT_THAT(brain_.node_problems(), ElementsAre(proxy));
  tell(Reported{{report::NodeProblems{{proxy}}}});
  EXPECT_THAT(take<RecordEvent>(), IsEmpty());
  tell(Reported{{report::NodeProblems{}}});
  EXPECT_THAT(brain_.node_problems(), IsEmpty());
  tell(Reported{{report::NodeProblems{{proxy}}}});
  EXPECT_THAT(take<RecordEvent>(), SizeIs(1)) << "it has come back";
}

// ---- emptying the node

TEST_F(SpeakerBrainTest, TheExclusionLabelEmptiesTheNodeBeforeItIsLeftOut) {
  start();
  take_orders();
  tell(NodeChanged{node("b", {{std::string(model::kExcludeNodeLabel), ""}})});
  EXPECT_THAT(kinds(), ElementsAre("drain", "want"));
  EXPECT_TRUE(brain_.draining());
  tell(NodeChanged{node("b")});
  EXPECT_THAT(kinds(), ElementsAre("drain", "want"));
  EXPECT_FALSE(brain_.draining());
}

TEST_F(SpeakerBrainTest, AnAnnotationOnItsLeaseEmptiesTheNode) {
  start();
  take_orders();
  LeaseChanged own = lease("b", 1);
  own.drain_asked = true;
  tell(own);
  EXPECT_THAT(kinds(), ElementsAre("drain"));
  // Somebody else's is for somebody else.
  LeaseChanged other = lease("a", 1);
  tell(other);
  EXPECT_TRUE(brain_.draining());
  tell(Drain{true});
  own.drain_asked = false;
  tell(own);
  EXPECT_TRUE(brain_.draining());
  tell(Drain{false});
  EXPECT_FALSE(brain_.draining());
}

// ---- the Lease

TEST_F(SpeakerBrainTest, WithoutItsWireLoopItTouchesNoLease) {
  tell(Tick{});
  tell(Synced{});
  EXPECT_EQ(brain_.next_deadline(), kNever);
  EXPECT_THAT(take<WriteLease>(), IsEmpty());
  tell(WireLeft{});
  EXPECT_THAT(take<WriteLease>(), IsEmpty());
  EXPECT_THAT(take<Stopped>(), SizeIs(1));
}

TEST_F(SpeakerBrainTest, TheLeaseIsWrittenBeforeAnythingElse) {
  tell(WireUp{});
  const auto writes = take<WriteLease>();
  ASSERT_THAT(writes, SizeIs(1));
  EXPECT_EQ(writes.front().report.at("lb.herald/speaker-address"), "192.0.2.98:7947");
  EXPECT_EQ(writes.front().report.count("lb.herald/owned"), 0U);
}

TEST_F(SpeakerBrainTest, TheLeaseGoesWithTheNode) {
  start();
  model::Node self = node("b");
  self.uid = "u-b";
  tell(NodeChanged{self});
  tell(NodeChanged{node("a")});
  tick_until(now_ + seconds(20));
  ASSERT_FALSE(writes_.empty());
  EXPECT_EQ(writes_.back().node_uid, "u-b");
}

TEST_F(SpeakerBrainTest, WhatIsOwnedIsReportedSoonAndOnTheWholeEveryTenSeconds) {
  start();
  tick_until(now_ + seconds(60));
  writes_.clear();
  gain("10.0.0.1");
  answer_writes();
  EXPECT_THAT(writes_, IsEmpty());
  tick_until(now_ + seconds(1));
  ASSERT_THAT(writes_, SizeIs(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/owned"), "10.0.0.1");
  for (int i = 2; i < 10; ++i) {
    gain("10.0.0." + std::to_string(i));
    tick_until(now_ + seconds(1));
  }
  EXPECT_THAT(writes_, SizeIs(8));
  tick_until(now_ + seconds(3));
  ASSERT_THAT(writes_, SizeIs(9));
  EXPECT_EQ(writes_.back().report.at("lb.herald/owned"), "10.0.0.1-10.0.0.9");
  tell(Reported{{report::Lost{.address = ip("10.0.0.4"), .cause = own::Cause::owner_left, .to = "a"}}});
  tick_until(now_ + seconds(10));
  EXPECT_EQ(writes_.back().report.at("lb.herald/owned"), "10.0.0.1-10.0.0.3,10.0.0.5-10.0.0.9");
}

TEST_F(SpeakerBrainTest, TheReportTellsSinceWhen) {
  start();
  tell(Reported{{gained("10.0.0.1"), gained("10.0.0.2")}, UnixSeconds(1'700'000'000)});
  tell(Reported{{gained("10.0.0.3")}, UnixSeconds(1'700'000'060)});
  tell(Reported{{report::Lost{.address = ip("10.0.0.2"), .cause = own::Cause::owner_left, .to = "a"}}});
  tick_until(now_ + seconds(11));
  EXPECT_EQ(writes_.back().report.at("lb.herald/since"), "1700000060=10.0.0.3;1700000000=10.0.0.1");
}

TEST_F(SpeakerBrainTest, OneSpeakerSaysWhatIsNobodys) {
  start();
  tell(bench::endpoints("web", {}));
  tick_until(now_ + seconds(11));
  EXPECT_EQ(writes_.back().report.at("lb.herald/silent"), "NoReadyEndpoints=10.0.0.1");
  // Now there is one before us.
  tell(lease("a", 1));
  tell(ServiceChanged{service("shop", {"10.0.0.2"})});
  tick_until(now_ + seconds(16));
  EXPECT_EQ(writes_.back().report.count("lb.herald/silent"), 0U);
}

// An edit that leaves an address without an announcer: people wait for the reason.
TEST_F(SpeakerBrainTest, WhyAnAddressIsSilentIsSaidWithinASecond) {
  start();
  tick_until(now_ + seconds(60));
  writes_.clear();
  config::Pool pool = bench::pool("lan", "10.0.0.0/24");
  pool.node_selectors = {bench::selector("rack", "nowhere")};
  tell(ConfigChanged{config_of({pool}), "text"});
  tick_until(now_ + seconds(1));
  ASSERT_THAT(writes_, SizeIs(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/silent"), "NoNodeAdmits=10.0.0.1");
  // What changes nothing about it is no write.
  tell(bench::endpoints("web", {endpoint("a"), endpoint("b")}));
  tick_until(now_ + seconds(10));
  EXPECT_THAT(writes_, SizeIs(1));
}

// Also when it is another speaker that has told of it.
TEST_F(SpeakerBrainTest, AnotherSpeakersLackOfAnInterfaceIsPassedOnWithinASecond) {
  start();
  const own::InterfaceNeed any;
  tell(lease("c", 1));
  tell(NodeChanged{node("c")});
  tell(Reported{{report::Unable{any, "no interface"}}});
  tell(NodeGone{"a"});
  tick_until(now_ + seconds(14));
  EXPECT_EQ(writes_.back().report.count("lb.herald/silent"), 0U);
  writes_.clear();
  LeaseChanged unable = lease("c", 2);
  unable.report->unable = {{any, "no interface"}};
  tell(std::move(unable));
  tick_until(now_ + milliseconds(600));
  ASSERT_THAT(writes_, SizeIs(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/silent"), "NoInterface=10.0.0.1");
}

TEST_F(SpeakerBrainTest, OurLeaseIsMadeAnewWhenItIsGone) {
  start();
  tick_until(now_ + seconds(12));
  writes_.clear();
  tell(LeaseGone{"speaker-b"});
  answer_writes();
  ASSERT_THAT(writes_, SizeIs(1));
  EXPECT_TRUE(writes_.front().report_changed);
}

// ---- Events

TEST_F(SpeakerBrainTest, AChangeOfOwnerIsToldOnEveryServiceOfTheAddress) {
  start();
  tell(ServiceChanged{service("shop", {"10.0.0.1"})});
  report::Gained report = gained("10.0.0.1", own::Cause::owner_died);
  report.from = "a";
  tell(Reported{{report}});
  const auto events = take<RecordEvent>();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events.front().about.key.name, "shop");
  EXPECT_EQ(events.front().about.uid, "uid-shop");
  EXPECT_EQ(events.front().reason, "Announced");
  EXPECT_EQ(events.back().about.key.name, "web");
  gain("10.0.0.77");  // a Service that is gone by now
  EXPECT_THAT(take<RecordEvent>(), IsEmpty());
}

TEST_F(SpeakerBrainTest, AConflictIsReportedUntilItIsOver) {
  start();
  tick_until(now_ + seconds(11));
  tell(Reported{{report::Conflict{
      .address = ip("10.0.0.1"), .mac = *net::MacAddress::parse("02:00:00:00:00:07"), .interface = "eth0"}}});
  tick_until(now_ + seconds(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/conflicts"), "10.0.0.1=02:00:00:00:00:07@eth0");
  EXPECT_EQ(take<RecordEvent>().front().type, EventType::warning);
  tell(Reported{{report::ConflictOver{ip("10.0.0.1")}}});
  tick_until(now_ + seconds(10));
  EXPECT_EQ(writes_.back().report.count("lb.herald/conflicts"), 0U);
}

// Once the address is no longer ours nobody looks for the stranger any more.
TEST_F(SpeakerBrainTest, AConflictOnAnAddressThatWasNeverAnnouncedSaysSoAndEndsWithTheAddress) {
  start();
  tick_until(now_ + seconds(11));
  tell(Reported{
      {report::Conflict{.address = ip("10.0.0.1"), .mac = {}, .interface = "eth0", .announced = false}}});
  tick_until(now_ + seconds(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/unannounced"), "10.0.0.1");
  tell(Reported{{report::Lost{.address = ip("10.0.0.1"), .cause = own::Cause::unwanted, .to = {}}}});
  tick_until(now_ + seconds(10));
  EXPECT_EQ(writes_.back().report.count("lb.herald/conflicts"), 0U);
  EXPECT_EQ(writes_.back().report.count("lb.herald/unannounced"), 0U);
}

TEST_F(SpeakerBrainTest, WhatHappensToPeersIsToldOnTheNode) {
  start();
  tell(Reported{{report::Peering{bgp_report::PeerUp{.peer = "frr", .agreed = {}}},
                 report::Peering{bgp_report::PeerDown{
                     .peer = "frr", .why = "silent", .cause = bgp::session::Cause::hold_timer_expired}}}});
  const auto events = take<RecordEvent>();
  ASSERT_THAT(events, SizeIs(2));
  EXPECT_EQ(events.front().about, (kube::ObjectReference{.kind = "Node", .key = {"", "b"}, .uid = "b"}));
  EXPECT_EQ(events.front().type, EventType::normal);
  EXPECT_EQ(events.back().type, EventType::warning);
  EXPECT_EQ(events.back().message, "the BGP session with frr is down: silent");
  tell(Stop{});
  take<RecordEvent>();
  tell(Reported{{report::Peering{bgp_report::PeerDown{.peer = "frr", .why = "stopped"}}}});
  EXPECT_THAT(take<RecordEvent>(), IsEmpty()) << "sessions end with the process";
}

// ---- BGP peers in the Lease

TEST_F(SpeakerBrainTest, TheLeaseSaysHowThePeersStand) {
  start();
  tick_until(now_ + seconds(11));
  const std::size_t before = writes_.size();
  kube::PeerStanding peer{.name = "frr", .established = true, .since = UnixSeconds(7)};
  tell(PeersStand{{peer}});
  tick_until(now_ + seconds(1));
  ASSERT_EQ(writes_.size(), before + 1);
  EXPECT_EQ(writes_.back().report.at("lb.herald/peers"), "frr\tstate=established\tsince=7");
  // A count alone waits for the next renewal.
  tick_until(now_ + seconds(10));
  const std::size_t then = writes_.size();
  peer.prefixes[0] = {.advertised = 1, .wanted = 1};
  tell(PeersStand{{peer}});
  tick_until(now_ + seconds(1));
  EXPECT_EQ(writes_.size(), then);
  tick_until(now_ + seconds(16));
  EXPECT_EQ(writes_.back().report.at("lb.herald/peers"), "frr\tstate=established\tsince=7\tIPv4=1/1");
}

// ---- the end

TEST_F(SpeakerBrainTest, TheLeaseIsReleasedWhenTheWireLoopHasLeft) {
  start();
  gain("10.0.0.1");
  answer_writes();
  take_orders();
  tell(Stop{});
  tell(Stop{});
  EXPECT_THAT(take<StopWire>(), SizeIs(1));
  tell(ServiceGone{{"shop", "web"}});
  EXPECT_THAT(take_orders(), IsEmpty());
  now_ += milliseconds(300);
  tell(Reported{{report::Lost{.address = ip("10.0.0.1"), .cause = own::Cause::owner_left, .to = "a"}}});
  EXPECT_THAT(take<WriteLease>(), IsEmpty());
  tell(WireLeft{});
  const auto writes = take<WriteLease>();
  ASSERT_THAT(writes, SizeIs(1));
  EXPECT_TRUE(writes.front().released);
  EXPECT_THAT(take<Stopped>(), IsEmpty());
  tell(LeaseWritten{.ok = true});
  EXPECT_THAT(take<Stopped>(), SizeIs(1));
  EXPECT_EQ(brain_.next_deadline(), kNever);
}

TEST_F(SpeakerBrainTest, NothingHoldsUpTheEndForLong) {
  start();
  take_writes_ok_ = false;
  const Instant asked = now_;
  tell(Stop{});
  tick_until(now_ + seconds(10));
  EXPECT_THAT(take<Stopped>(), SizeIs(1));
  EXPECT_EQ(brain_.next_deadline(), kNever);
  EXPECT_LT(settings_of("b").wire_farewell + settings_of("b").lease_farewell, seconds(8));
  EXPECT_GT(now_, asked);
}

TEST_F(SpeakerBrainTest, WithoutTheAddressThatOthersKnowItTakesItsLeave) {
  start();
  tell(Reported{{report::RingAddressGone{.address = ip("192.0.2.1"), .interface = "eth0"}}});
  EXPECT_THAT(take<StopWire>(), SizeIs(1));
}

TEST_F(SpeakerBrainTest, AWireLoopThatEndsByItselfEndsTheSpeaker) {
  start();
  tell(WireLeft{});
  EXPECT_TRUE(take<WriteLease>().front().released);
  tell(LeaseWritten{.ok = true});
  EXPECT_THAT(take<Stopped>(), SizeIs(1));
}

}  // namespace
}  // namespace herald::speaker
