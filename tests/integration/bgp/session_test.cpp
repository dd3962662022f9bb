// How sessions with a router begin, live and end.
#include "tests/integration/bgp/interop.h"

#include <algorithm>
#include <chrono>

namespace herald::interop {
namespace {

using Session = Interop;

std::uint64_t received(const speaker::bgp_report::PeerStatus& status, bgp::MessageType type) {
  return status.session.received[static_cast<std::size_t>(type)];
}

TEST_P(Session, Md5) {
  PeerWanted wanted = peer();
  wanted.path.password = "correct-horse";
  connect({.password = "correct-horse"}, wanted);
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
}

TEST_P(Session, Md5OverIpv6) {
  PeerWanted wanted = peer();
  wanted.path.password = "secret";
  wanted.path.address = net::IpAddress::parse("fd00::1").value();
  connect({.peer = "fd00::2", .local = "fd00::1", .password = "secret"}, wanted);
}

// A wrong key is only silence; the speaker says so, and comes up once the key is right.
TEST_P(Session, Md5ThatIsWrongAndPutRight) {
  PeerWanted wanted = peer();
  wanted.path.password = "wrong";
  start({.password = "right"});
  start_speaker(wanted);
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("unreachable: "); }));
  EXPECT_FALSE(speaker_->established());
  EXPECT_FALSE(router_->established());
  EXPECT_TRUE(speaker_->has_news("password")) << "the reason names what to look at";
  wanted.path.password = "right";
  speaker_->order({wanted});
  EXPECT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
}

TEST_P(Session, HoldTimeOfThreeSecondsIsKept) {
  connect({.hold_time = 3}, peer());
  const auto agreed = speaker_->peer().agreed;
  ASSERT_TRUE(agreed);
  EXPECT_EQ(agreed->dialect.hold_time, std::chrono::seconds(3));
  EXPECT_EQ(agreed->keepalive_time, std::chrono::seconds(1));
  // It takes longer than the hold time to hear five keepalives.
  EXPECT_TRUE(eventually([&] { return received(speaker_->peer(), bgp::MessageType::keepalive) >= 6; }));
  EXPECT_EQ(speaker_->peer().session.flaps, 0U);
  EXPECT_TRUE(router_->established());
}

TEST_P(Session, HoldTimeOfZeroMeansNoKeepalives) {
  connect({.hold_time = 0}, peer());
  const auto agreed = speaker_->peer().agreed;
  ASSERT_TRUE(agreed);
  EXPECT_EQ(agreed->dialect.hold_time, std::chrono::seconds(0));
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
}

// Neither side hears anything, and no interface goes down: TCP would notice after a quarter of an hour.
TEST_P(Session, SilenceEndsItAfterTheHoldTime) {
  connect({.hold_time = 3}, peer());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  const auto start = std::chrono::steady_clock::now();
  cut();
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("down: "); }));
  const auto took = std::chrono::steady_clock::now() - start;
  // The last keepalive was heard up to a second before.
  EXPECT_GT(took, std::chrono::milliseconds(1900));
  EXPECT_LT(took, std::chrono::seconds(5));
  EXPECT_EQ(speaker_->peer().session.last_loss->cause, bgp::session::Cause::hold_timer_expired);
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }, std::chrono::seconds(5)))
      << "the router noticed too";
}

TEST_P(Session, TheRoutersFarewellIsUnderstood) {
  connect({}, peer());
  router_->shut_down("replacing the fan");
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("replacing the fan"); }));
  EXPECT_TRUE(speaker_->has_news("administrative shutdown"));
}

TEST_P(Session, OurFarewellIsUnderstood) {
  connect({}, peer());
  speaker_->order({speaker::bgp_order::PeerUnwanted{"router"}});
  EXPECT_TRUE(eventually([&] { return !router_->established(); }));
  std::string seen = router_->last_error();
  std::ranges::transform(seen, seen.begin(), [](unsigned char c) { return std::tolower(c); });
  const bool unconfigured = seen.find("de-configured") != std::string::npos ||
                            seen.find("unconfigured") != std::string::npos ||
                            seen.find("deconfigured") != std::string::npos;
  EXPECT_TRUE(unconfigured) << seen;
}

TEST_P(Session, RefusesAnotherAsThanItExpects) {
  PeerWanted wanted = peer();
  wanted.session.remote_as.number = bgp::Asn(65099);
  start({});
  start_speaker(wanted);
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("bad peer AS"); }));
  EXPECT_FALSE(router_->established());
}

TEST_P(Session, ARefreshIsAnswered) {
  connect({}, peer());
  announce("198.51.100.1/32", {.med = 9});
  announce("2001:db8::1/128");
  held("198.51.100.1/32");
  held("2001:db8::1/128");
  const auto updates = [&] {
    return speaker_->peer().session.sent[static_cast<std::size_t>(bgp::MessageType::update)];
  };
  const std::uint64_t before = updates();
  router_->ask_for_refresh();
  EXPECT_TRUE(eventually([&] { return received(speaker_->peer(), bgp::MessageType::route_refresh) > 0; }));
  EXPECT_TRUE(eventually([&] { return updates() >= before + 2; }));
  EXPECT_EQ(held("198.51.100.1/32").med, 9U);
  EXPECT_EQ(router_->route_count(net::Family::ipv6), 1U);
}

// The node is emptied: another way is preferred before there is none here (RFC 8326).
TEST_P(Session, ADrainWarnsBeforeItWithdraws) {
  connect({}, peer());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  speaker_->order({speaker::bgp_order::Drain{true}});
  EXPECT_TRUE(eventually([&] {
    const auto route = router_->route(prefix("198.51.100.1/32"));
    return route && route->communities.contains("65535:0");
  }));
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }));
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("down: stopped"); }));
}

HERALD_WITH_ROUTERS(Session);

}  // namespace
}  // namespace herald::interop
