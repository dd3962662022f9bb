// A router behind another one: multihop, TTL security that counts hops, BFD over them.
//
//     node 10.0.0.2 fd00::2 ---- 10.0.0.254 fd00::fe  middle  10.0.9.254 fd09::fe ---- 10.0.9.1 fd09::1
//     router
#include "tests/integration/bgp/interop.h"

#include <chrono>

namespace herald::interop {
namespace {

using namespace std::chrono_literals;

class Far : public Interop {
 protected:
  void SetUp() override {
    if (const auto why = missing(GetParam())) GTEST_SKIP() << *why;
    netns::NetworkNamespace::connect({node_, "eth0"}, {middle_, "eth0"});
    netns::NetworkNamespace::connect({middle_, "eth1"}, {router_place_, "eth0"});
    middle_.sysctl("net/ipv4/ip_forward", "1");
    middle_.sysctl("net/ipv6/conf/all/forwarding", "1");
    middle_.ip_batch(
        "addr add 10.0.0.254/24 dev eth0\naddr add fd00::fe/64 dev eth0 nodad\n"
        "addr add 10.0.9.254/24 dev eth1\naddr add fd09::fe/64 dev eth1 nodad\n");
    node_.ip_batch(
        "addr add 10.0.0.2/24 dev eth0\naddr add fd00::2/64 dev eth0 nodad\n"
        "route add 10.0.9.0/24 via 10.0.0.254\nroute add fd09::/64 via fd00::fe\n");
    router_place_.ip_batch(
        "addr add 10.0.9.1/24 dev eth0\naddr add fd09::1/64 dev eth0 nodad\n"
        "route add 10.0.0.0/24 via 10.0.9.254\nroute add fd00::/64 via fd09::fe\n");
  }

  static PeerWanted far_peer() {
    PeerWanted wanted = peer();
    wanted.path.address = net::IpAddress::parse("10.0.9.1").value();
    return wanted;
  }
  static RouterSettings far_router() {
    return {.peer = "10.0.0.2", .local = "10.0.9.1", .gateway = "10.0.9.254"};
  }

  [[nodiscard]] bool router_forwards(const std::string& address, const std::string& by) const {
    return router_place_.command({"ip", "route", "show", address}).out.find("via " + by) != std::string::npos;
  }

  netns::NetworkNamespace middle_;
};

TEST_P(Far, MultihopOverAThirdRouter) {
  PeerWanted wanted = far_peer();
  wanted.path.multihop = true;
  RouterSettings settings = far_router();
  settings.multihop = 2;
  connect(settings, wanted);
  announce("198.51.100.1/32");
  announce("2001:db8::1/128");
  EXPECT_EQ(held("198.51.100.1/32").next_hops, std::set<std::string>{"10.0.0.2"});
  EXPECT_TRUE(held("2001:db8::1/128").next_hops.contains("fd00::2"));
  EXPECT_TRUE(eventually([&] { return router_forwards("198.51.100.1", "10.0.9.254"); }));
}

TEST_P(Far, MultihopOverIpv6) {
  PeerWanted wanted = far_peer();
  wanted.path.address = net::IpAddress::parse("fd09::1").value();
  wanted.path.multihop = true;
  connect({.peer = "fd00::2", .local = "fd09::1", .multihop = 2}, wanted);
  announce("2001:db8::1/128");
  EXPECT_TRUE(held("2001:db8::1/128").next_hops.contains("fd00::2"));
}

// An external peer is on the link, unless the configuration says otherwise.
TEST_P(Far, WithoutMultihopNobodyIsReachedBehindARouter) {
  RouterSettings settings = far_router();
  settings.multihop = 2;
  start(settings);
  start_speaker(far_peer());
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("ebgp-multihop"); })) << "and that is what it says";
  EXPECT_FALSE(router_->established());
}

TEST_P(Far, TtlSecurityCountsHops) {
  PeerWanted wanted = far_peer();
  wanted.path.ttl_security = 2;
  wanted.path.multihop = true;
  RouterSettings settings = far_router();
  settings.ttl_security = 2;
  connect(settings, wanted);
  announce("198.51.100.1/32");
  held("198.51.100.1/32");
}

// What comes from a hop too far was perhaps forged: it is not even looked at.
TEST_P(Far, TtlSecurityKeepsOutWhoIsFartherAway) {
  PeerWanted wanted = far_peer();
  wanted.path.ttl_security = 1;
  RouterSettings settings = far_router();
  settings.ttl_security = 2;
  start(settings);
  start_speaker(wanted);
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("unreachable: "); }));
  EXPECT_FALSE(router_->established());
  wanted.path.ttl_security = 2;
  speaker_->order({wanted});
  EXPECT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
}

// RFC 5883: another port, and a TTL that only has to be great enough.
TEST_P(Far, BfdOverAThirdRouter) {
  PeerWanted wanted = far_peer();
  wanted.path.multihop = true;
  wanted.bfd = speaker::bgp_order::Bfd{.timers = {100ms, 100ms, 3}};
  // BIRD sends with the TTL of the system, 64.
  wanted.bfd->minimum_ttl = GetParam() == Make::bird ? 63 : 254;
  RouterSettings settings = far_router();
  settings.multihop = 2;
  settings.bfd = RouterSettings::Bfd{};
  connect(settings, wanted);
  const auto is_up = [&] { return speaker_->peer().bfd->state == bfd::State::up && router_->bfd_up(); };
  EXPECT_TRUE(eventually(is_up));
  EXPECT_TRUE(eventually([&] { return router_->bfd_times() == Router::BfdTimes{100, 300}; }));
  wanted.bfd->minimum_ttl = 255;  // nobody behind a router has that many left
  speaker_->order({wanted});
  EXPECT_TRUE(eventually([&] { return speaker_->has_news("bfd down"); }));
}

// The configuration has no word for how far away an internal peer is, nor for how many of the hops that TTL
// security allows there are.
TEST_P(Far, BfdOfAnInternalPeerOverAThirdRouter) {
  PeerWanted wanted = far_peer();
  wanted.session.remote_as.number = wanted.session.local_as;
  wanted.path.internal = true;
  wanted.bfd = speaker::bgp_order::Bfd{.timers = {100ms, 100ms, 3}};
  wanted.bfd->minimum_ttl = GetParam() == Make::bird ? 63 : 254;
  RouterSettings settings = far_router();
  settings.local_as = settings.peer_as;
  settings.multihop = 2;
  settings.bfd = RouterSettings::Bfd{};
  connect(settings, wanted);
  EXPECT_TRUE(eventually([&] { return speaker_->peer().bfd->state == bfd::State::up && router_->bfd_up(); }));
}

TEST_P(Far, BfdBesideTtlSecurity) {
  PeerWanted wanted = far_peer();
  wanted.path.ttl_security = 2;
  wanted.bfd = speaker::bgp_order::Bfd{.timers = {100ms, 100ms, 3}};
  wanted.bfd->minimum_ttl = GetParam() == Make::bird ? 63 : 254;
  RouterSettings settings = far_router();
  settings.ttl_security = 2;
  settings.bfd = RouterSettings::Bfd{.multihop = true};
  connect(settings, wanted);
  EXPECT_TRUE(eventually([&] { return speaker_->peer().bfd->state == bfd::State::up && router_->bfd_up(); }));
}

HERALD_WITH_ROUTERS(Far);

}  // namespace
}  // namespace herald::interop
