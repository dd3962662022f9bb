// The ways to a router: who dials, over how many hops, from which address, on which interface.
#include "tests/integration/bgp/interop.h"

namespace herald::interop {
namespace {

using Paths = Interop;

net::IpAddress address(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

// A delegated prefix that is replaced, and an address that comes only after the session: next hops follow,
// and the session is none the wiser.
TEST_P(Paths, NextHopsFollowTheAddressesOfTheLink) {
  node_.ip("addr del fd00::2/64 dev eth0");
  connect({}, peer());
  announce("2001:db8::1/128");
  const auto leads_to = [&](const std::string& address) {
    const auto route = router_->route(prefix("2001:db8::1/128"));
    return route && route->next_hops.contains(address);
  };
  for (const std::string address : {"fd00::22", "fd00::33"}) {
    node_.ip("addr add " + address + "/64 dev eth0 nodad");
    EXPECT_TRUE(eventually([&] { return leads_to(address); })) << address;
    node_.ip("addr del " + address + "/64 dev eth0");
  }
  EXPECT_TRUE(eventually([&] { return !leads_to("fd00::33"); }));
  EXPECT_EQ(speaker_->peer().session.established, 1U);
}

// The speaker only listens, and only because this peer wants it so.
TEST_P(Paths, TheRouterDials) {
  PeerWanted wanted = peer();
  wanted.session.passive = true;
  connect({}, wanted);
  announce("198.51.100.1/32");
  EXPECT_EQ(held("198.51.100.1/32").next_hops, std::set<std::string>{"10.0.0.2"});
}

TEST_P(Paths, TheRouterDialsWithMd5) {
  PeerWanted wanted = peer();
  wanted.session.passive = true;
  wanted.path.password = "secret";
  connect({.password = "secret"}, wanted);
}

TEST_P(Paths, TheRouterOnlyListens) {
  connect({.passive = true}, peer());
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
}

// One peer that only waits makes the speaker listen for all: from then on both sides dial, and their calls
// cross. Processes come and go here, the connection that is up is never taken for a dead one's.
TEST_P(Paths, BothDialAndNobodySeemsRestarted) {
  PeerWanted waiting = peer();
  waiting.name = "caller";
  waiting.session.passive = true;
  waiting.path.address = address("10.0.0.9");
  PeerWanted wanted = peer();
  wanted.session.graceful_restart = std::chrono::seconds(60);
  wanted.session.connect_retry = std::chrono::seconds(1);
  start({.graceful_restart = true});
  for (int round = 0; round < 5; ++round) {
    speaker_.reset();
    speaker_ = std::make_unique<Speaker>(node_);
    speaker_->order({waiting, wanted});
    ASSERT_TRUE(eventually([&] {
      const auto status = speaker_->peer("router");
      return status.session.state == bgp::SessionState::established && router_->established();
    }));
    EXPECT_FALSE(speaker_->has_news("the peer restarted")) << "round " << round;
  }
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
  EXPECT_FALSE(speaker_->has_news("the peer restarted"));
}

// From loopback address to loopback address, over the link between; over a third router in far_test.cpp.
TEST_P(Paths, SeveralHopsFromAnAddressOfChoice) {
  node_.ip("addr add 10.255.0.2/32 dev lo");
  node_.ip("route add 10.255.0.1/32 via 10.0.0.1");
  router_place_.ip("addr add 10.255.0.1/32 dev lo");
  router_place_.ip("route add 10.255.0.2/32 via 10.0.0.2");
  PeerWanted wanted = peer();
  wanted.path.address = address("10.255.0.1");
  wanted.path.source = address("10.255.0.2");
  wanted.path.multihop = true;
  connect({.peer = "10.255.0.2", .local = "10.255.0.1", .multihop = 3}, wanted);
  announce("198.51.100.1/32");
  EXPECT_EQ(held("198.51.100.1/32").next_hops, std::set<std::string>{"10.255.0.2"});
}

TEST_P(Paths, OneHopThatCannotBeForged) {
  PeerWanted wanted = peer();
  wanted.path.ttl_security = 1;
  connect({.ttl_security = 1}, wanted);
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
}

TEST_P(Paths, BoundToADevice) {
  PeerWanted wanted = peer();
  wanted.path.interface = "eth0";
  connect({}, wanted);
}

// IPv6 routes behind nothing but a link-local address.
TEST_P(Paths, FromLinkLocalToLinkLocal) {
  node_.ip("addr add fe80::2/64 dev eth0 nodad");
  router_place_.ip("addr add fe80::1/64 dev eth0 nodad");
  PeerWanted wanted = peer();
  wanted.path.address = address("fe80::1");
  wanted.path.source = address("fe80::2");
  wanted.path.interface = "eth0";
  connect({.peer = "fe80::2", .local = "fe80::1", .interface = "eth0"}, wanted);
  announce("2001:db8::1/128");
  EXPECT_TRUE(held("2001:db8::1/128").next_hops.contains("fe80::2"));
}

HERALD_WITH_ROUTERS(Paths);

}  // namespace
}  // namespace herald::interop
