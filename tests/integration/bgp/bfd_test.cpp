// BFD beside BGP, against bfdd and BIRD: what is negotiated, and that a silent path ends the session at once.
#include "tests/integration/bgp/interop.h"

#include <chrono>

namespace herald::interop {
namespace {

using namespace std::chrono_literals;

class Bfd : public Interop {
 protected:
  static PeerWanted watched(std::chrono::milliseconds interval, std::uint8_t multiplier) {
    PeerWanted wanted = peer();
    const bfd::Interval microseconds(static_cast<std::uint32_t>(interval.count()) * 1000);
    wanted.bfd = speaker::bgp_order::Bfd{.timers = {microseconds, microseconds, multiplier}};
    return wanted;
  }

  [[nodiscard]] speaker::bgp_report::BfdStatus bfd() const {
    return speaker_->peer().bfd.value_or(speaker::bgp_report::BfdStatus{});
  }
  [[nodiscard]] bool both_up() {
    return bfd().state == bfd::State::up && router_->bfd_up() && speaker_->established();
  }
};

TEST_P(Bfd, FollowsTheSlowerOfBothSides) {
  connect({.bfd = RouterSettings::Bfd{.interval = 100, .multiplier = 4}}, watched(60ms, 3));
  ASSERT_TRUE(eventually([&] { return both_up(); }));
  // The router sends every 100 ms and says "four times"; it hears us three times as often as it demands.
  EXPECT_TRUE(eventually([&] { return bfd().transmit_interval == 100ms; }));
  EXPECT_EQ(bfd().detection_time, 400ms);
  EXPECT_TRUE(eventually([&] { return router_->bfd_times() == Router::BfdTimes{100, 300}; }))
      << router_->bfd_times().transmit << " " << router_->bfd_times().detection;
}

TEST_P(Bfd, OverIpv6) {
  PeerWanted wanted = watched(100ms, 3);
  wanted.path.address = net::IpAddress::parse("fd00::1").value();
  connect({.peer = "fd00::2", .local = "fd00::1", .bfd = RouterSettings::Bfd{}}, wanted);
  EXPECT_TRUE(eventually([&] { return both_up(); }));
}

// RFC 5883: another port, and a TTL that only has to be great enough.
TEST_P(Bfd, OverSeveralHops) {
  node_.ip("addr add 10.255.0.2/32 dev lo");
  node_.ip("route add 10.255.0.1/32 via 10.0.0.1");
  router_place_.ip("addr add 10.255.0.1/32 dev lo");
  router_place_.ip("route add 10.255.0.2/32 via 10.0.0.2");
  PeerWanted wanted = watched(100ms, 3);
  // BIRD sends with the TTL of the system, 64; with the usual 254 its packets would all be too old.
  if (GetParam() == Make::bird) wanted.bfd->minimum_ttl = 60;
  wanted.path.address = net::IpAddress::parse("10.255.0.1").value();
  wanted.path.source = net::IpAddress::parse("10.255.0.2").value();
  wanted.path.multihop = true;
  connect({.peer = "10.255.0.2", .local = "10.255.0.1", .multihop = 3, .bfd = RouterSettings::Bfd{}}, wanted);
  EXPECT_TRUE(eventually([&] { return both_up(); }));
  EXPECT_TRUE(eventually([&] { return bfd().transmit_interval == 100ms; }));
}

// On one link BIRD speaks to an internal peer as if it were far away, FRR does not.
TEST_P(Bfd, OfAnInternalPeer) {
  PeerWanted wanted = watched(100ms, 3);
  wanted.session.remote_as.number = wanted.session.local_as;
  wanted.path.internal = true;
  if (GetParam() == Make::bird) wanted.bfd->minimum_ttl = 64;
  connect({.local_as = 65001, .bfd = RouterSettings::Bfd{}}, wanted);
  EXPECT_TRUE(eventually([&] { return both_up(); }));
}

// Both sides find out by themselves; how soon is a bar of `make bench-bgp`.
TEST_P(Bfd, ASilentPathEndsTheSessionAtOnce) {
  connect({.bfd = RouterSettings::Bfd{.interval = 50, .multiplier = 3}}, watched(50ms, 3));
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  ASSERT_TRUE(eventually([&] { return both_up() && bfd().detection_time == 150ms; }));
  ASSERT_TRUE(eventually([&] { return router_->bfd_times() == Router::BfdTimes{50, 150}; }));
  const auto start = std::chrono::steady_clock::now();
  cut();
  EXPECT_TRUE(eventually([&] { return !router_->bfd_up(); }));
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }));
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("bfd down") && speaker_->has_news("down: "); }));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s) << "the hold time is 90 s";
  EXPECT_EQ(bfd().last_failure, bfd::Diagnostic::detection_expired);
  heal();
  EXPECT_TRUE(eventually([&] { return both_up(); }));
  EXPECT_TRUE(eventually([&] { return holds("198.51.100.1/32"); }));
}

// Though the routes would be kept while a speaker is exchanged.
TEST_P(Bfd, ADeadNodesRoutesGoAtOnce) {
  PeerWanted wanted = watched(100ms, 3);
  wanted.session.graceful_restart = 60s;
  connect({.graceful_restart = true, .bfd = RouterSettings::Bfd{}}, wanted);
  announce("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  held("198.51.100.1/32");
  ASSERT_TRUE(eventually([&] { return both_up(); }));
  cut();
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }, 10s)) << "the hold time is 90 s";
}

// What it costs to tell BIRD that BFD's word alone is no reason to drop routes: a node that has died is taken
// for one whose speaker is exchanged. docs/operate/bgp.md says so.
TEST_P(Bfd, ARouterThatWaitsForRestartsWaitsForTheDead) {
  if (GetParam() == Make::frr) GTEST_SKIP() << "FRR tells the two apart";
  PeerWanted wanted = watched(100ms, 3);
  wanted.session.graceful_restart = 3s;
  connect({.graceful_restart = true, .bfd = RouterSettings::Bfd{.graceful = true}}, wanted);
  announce("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Complete{}});
  held("198.51.100.1/32");
  ASSERT_TRUE(eventually([&] { return both_up(); }));
  cut();
  EXPECT_TRUE(eventually([&] { return router_->waits_for_restart(); }));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); })) << "but not for ever";
  EXPECT_GT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_P(Bfd, AChangeOfTimersDisturbsNothing) {
  connect({.bfd = RouterSettings::Bfd{.interval = 50, .multiplier = 3}}, watched(50ms, 3));
  ASSERT_TRUE(eventually([&] { return both_up() && bfd().transmit_interval == 50ms; }));
  speaker_->order({watched(200ms, 5)});
  EXPECT_TRUE(eventually([&] { return router_->bfd_times() == Router::BfdTimes{200, 1000}; }))
      << router_->bfd_times().transmit << " " << router_->bfd_times().detection;
  EXPECT_EQ(bfd().failures, 0U);
  EXPECT_FALSE(speaker_->has_news("down: "));
}

HERALD_WITH_ROUTERS(Bfd);

}  // namespace
}  // namespace herald::interop
