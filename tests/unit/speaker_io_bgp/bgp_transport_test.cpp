// Sessions over real sockets.
#include "tests/unit/speaker_io_bgp/bgp_pair.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using bgp_report::PeerDown;
using bgp_report::PeerUnreachable;
using std::chrono::seconds;
using testing::HasSubstr;

bgp_order::Orders routes(std::uint32_t count) {
  const auto offers = std::make_shared<bgp_order::Offers>();
  (*offers)["router"] = {};
  bgp_order::Orders orders;
  for (std::uint32_t i = 0; i < count; ++i)
    orders.emplace_back(
        bgp_order::RouteWanted{*net::Cidr::make(net::IpAddress::v4(0x0a000000 + i), 32), offers});
  orders.emplace_back(bgp_order::Complete{});
  return orders;
}

TEST_F(BgpPair, ComesUp) {
  order();
  ASSERT_TRUE(until_both_up());
  EXPECT_EQ(dialer_.peer().agreed->remote_as, bgp::Asn(65002));
  EXPECT_NE(dialer_.told<bgp_report::PeerUp>(), nullptr);
}

TEST_F(BgpPair, CarriesMoreThanTheQueueHolds) {
  order();
  dialer_.shell->order(routes(200'000));
  ASSERT_TRUE(until_both_up());
  const auto messages = [this] { return dialer_.peer().session.sent[2]; };
  ASSERT_TRUE(until([this] { return dialer_.peer().advertised[0] == 200'000; }));
  const auto sent = messages();
  EXPECT_GT(sent, 16U);
  ASSERT_TRUE(until([&] { return listener_.peer().session.received[2] >= sent; }));
  EXPECT_TRUE(dialer_.up() && listener_.up());
}

TEST_F(BgpPair, SaysWhoRefuses) {
  dialer_.shell->order({as_dialer_sees_});  // nobody listens yet
  ASSERT_TRUE(until([this] { return dialer_.told<PeerUnreachable>() != nullptr; }));
  EXPECT_THAT(dialer_.told<PeerUnreachable>()->why,
              HasSubstr("127.0.0.1 port " + std::to_string(port_) + " refuses: no BGP speaker listens"));
  const auto tries = [this] {
    const auto state = dialer_.peer().session.state;
    return state == bgp::SessionState::active || state == bgp::SessionState::connect;
  };
  EXPECT_TRUE(tries());
  listener_.shell->order({as_listener_sees_});
  settle();
  clock_.advance(seconds(1));
  EXPECT_TRUE(until_both_up());
}

TEST_F(BgpPair, BothSidesOfAPasswordAgree) {
  as_dialer_sees_.path.password = as_listener_sees_.path.password = "correct horse";
  order();
  EXPECT_TRUE(until_both_up());
}

TEST_F(BgpPair, AWrongPasswordIsSilence) {
  as_dialer_sees_.path.password = "correct horse";
  as_listener_sees_.path.password = "battery staple";
  order();
  EXPECT_EQ(dialer_.peer().session.state, bgp::SessionState::connect);
  clock_.advance(seconds(10));
  ASSERT_TRUE(until([this] { return dialer_.told<PeerUnreachable>() != nullptr; }));
  EXPECT_THAT(dialer_.told<PeerUnreachable>()->why, HasSubstr("password"));
  EXPECT_FALSE(listener_.up());

  as_listener_sees_.path.password = "correct horse";  // the edit takes effect without a restart
  listener_.shell->order({as_listener_sees_});
  settle();
  clock_.advance(seconds(2));
  EXPECT_TRUE(until_both_up());
}

TEST_F(BgpPair, AnotherPeersPasswordThatCannotBeSetIsTold) {
  bgp_order::PeerWanted other = as_listener_sees_;
  other.name = "other";
  other.path.address = net::IpAddress::parse("127.0.0.2");
  other.path.password = std::string(81, 'x');
  listener_.shell->order({other});
  order();
  ASSERT_TRUE(until([this] { return dialer_.up(); })) << "whose password is in order is let in";
  const auto* told = listener_.told<bgp_report::CannotListen>();
  ASSERT_NE(told, nullptr);
  EXPECT_THAT(told->why, HasSubstr("127.0.0.2: the password is longer"));
}

// Not even without a password: it has one.
TEST_F(BgpPair, WhosePasswordCannotBeSetIsNotLetIn) {
  as_listener_sees_.path.password = std::string(81, 'x');
  order();
  ASSERT_TRUE(until([this] { return dialer_.told<PeerUnreachable>() != nullptr; }));
  EXPECT_THAT(dialer_.told<PeerUnreachable>()->why, HasSubstr("closed"));
}

TEST_F(BgpPair, StrangersAreHungUpOn) {
  as_dialer_sees_.path.source = net::IpAddress::parse("127.0.0.2");
  order();
  ASSERT_TRUE(until([this] { return dialer_.told<PeerUnreachable>() != nullptr; }));
  EXPECT_THAT(dialer_.told<PeerUnreachable>()->why, HasSubstr("closed"));
  EXPECT_EQ(listener_.peer().session.received[1], 0U);
}

TEST_F(BgpPair, TtlSecurityHoldsOnOneLink) {
  as_dialer_sees_.path.ttl_security = as_listener_sees_.path.ttl_security = 1;
  order();
  EXPECT_TRUE(until_both_up());
}

TEST_F(BgpPair, TtlSecurityDropsWhoDoesNotTakePart) {
  as_listener_sees_.path.ttl_security = 1;  // the dialler sends eBGP's TTL of 1
  order();
  ASSERT_TRUE(until([this] { return dialer_.peer().session.state == bgp::SessionState::open_confirm; }));
  clock_.advance(seconds(240));
  ASSERT_TRUE(until([this] { return listener_.told<PeerUnreachable>() != nullptr; }));
  EXPECT_THAT(listener_.told<PeerUnreachable>()->why, HasSubstr("silent"));
}

TEST_F(BgpPair, TheLastWordsArrive) {
  order();
  ASSERT_TRUE(until_both_up());
  dialer_.shell->order({bgp_order::PeerUnwanted{"router"}});
  ASSERT_TRUE(until([this] { return listener_.told<PeerDown>() != nullptr; }));
  EXPECT_THAT(listener_.told<PeerDown>()->why,
              HasSubstr("the peer ended the session: cease: peer de-configured"));
}

TEST_F(BgpPair, DrainsInThreeSteps) {
  order();
  dialer_.shell->order(routes(10));
  ASSERT_TRUE(until_both_up());
  dialer_.shell->order({bgp_order::Drain{true}});
  settle();
  EXPECT_EQ(dialer_.peer().advertised[0], 10U);
  clock_.advance(seconds(2));
  ASSERT_TRUE(until([this] { return listener_.told<PeerDown>() != nullptr; }));
  EXPECT_THAT(listener_.told<PeerDown>()->why, HasSubstr("(\"the node is drained\")"));
  EXPECT_EQ(dialer_.peer().session.state, bgp::SessionState::idle);
}

TEST_F(BgpPair, WorksOverIpv6) {
  as_dialer_sees_.path.address = as_listener_sees_.path.address = net::IpAddress::parse("::1");
  order();
  ASSERT_TRUE(until_both_up());
  EXPECT_EQ(dialer_.peer().agreed->families.size(), 2U);
}

TEST_F(BgpPair, AnInterfaceBindsTheSession) {
  as_dialer_sees_.path.interface = "lo";
  order();
  EXPECT_TRUE(until_both_up());
}

}  // namespace
}  // namespace herald::speaker
