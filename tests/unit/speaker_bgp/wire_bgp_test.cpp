#include "speaker/wire_bgp.h"

#include "core/base/machine.h"
#include "core/bgp/shutdown.h"
#include "tests/unit/speaker_bgp/wire_peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using namespace peering;  // NOLINT(google-build-using-namespace): the words that the brain is written in
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;
static_assert(Machine<wire::Bgp>);

bgp::Open graceful_open() {
  bgp::Open open = bgp::their_open();
  open.capabilities.graceful_restart =
      bgp::GracefulRestart{.notifications = true, .time = seconds(60), .states = {{bgp::kIpv4Unicast, true}}};
  return open;
}

TEST(WireBgp, DialsAPeerAndTellsItWhatItShallKnow) {
  WirePeer w;
  EXPECT_EQ(w.order(router()), "dial");
  EXPECT_EQ(w.done<Dial>()->path.address, net::IpAddress::parse("192.0.2.2"));
  EXPECT_EQ(w.order(route("10.0.0.1/32")), "");
  w.come_up();
  EXPECT_EQ(w.order(route("10.0.0.2/32")), "UPDATE");
  EXPECT_EQ(w.order(bgp_order::Complete{}), "UPDATE UPDATE") << "End-of-RIB of two families";
  EXPECT_EQ(w.order(bgp_order::RouteUnwanted{*net::Cidr::parse("10.0.0.1/32")}), "UPDATE");
  EXPECT_EQ(w.brain.status().at(0).advertised[0], 1U);
  EXPECT_EQ(w.brain.status().at(0).session.sent[2], 5U);
}

bgp_order::Orders very_many() {
  bgp_order::Orders many;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    auto wanted = route("::/0");
    wanted.prefix = *net::Cidr::make(net::IpAddress::v6(net::U128{0x20010db8} << 96 | i), 128);
    many.emplace_back(wanted);
  }
  return many;
}

// What the step said.
std::size_t size_of(const WirePeer& w) {
  const auto* const said = w.done<SendBytes>();
  return said == nullptr ? 0 : said->bytes.size();
}

TEST(WireBgp, MakesNoUpdatesForAPeerThatDoesNotRead) {
  WirePeer w;
  w.order(router());
  w.come_up();
  w.sent_all();
  w.feed(Ordered{very_many()});
  std::size_t queued = size_of(w);
  while (w.brain.next_deadline() <= w.now) {
    w.tick_at(w.now);
    queued += size_of(w);
  }
  EXPECT_GT(queued, 200'000U);
  EXPECT_LT(queued, 400'000U);
  EXPECT_EQ(w.order(route("10.0.0.1/32")), "") << "it waits its turn";
  EXPECT_LT(w.brain.status().at(0).advertised[1], 100'000U);
  for (int i = 0; i < 40; ++i)
    w.sent_all();
  EXPECT_EQ(w.brain.status().at(0).advertised[1], 100'000U);
}

// Or BFD would fall silent meanwhile, at 50 ms x 3 towards many peers.
TEST(WireBgp, NoStepSaysVeryMuchAndTheNextFollowsAtOnce) {
  WirePeer w;
  w.order(router());
  w.come_up();
  w.sent_all();
  w.feed(Ordered{very_many()});
  for (int step = 0; step < 3; ++step) {
    EXPECT_GT(size_of(w), 60'000U) << step;
    EXPECT_LT(size_of(w), 70'000U) << step;
    EXPECT_EQ(w.brain.next_deadline(), w.now) << step;
    w.tick_at(w.now);
  }
}

TEST(WireBgp, WhatIsOrderedInPiecesIsSaidAsOne) {
  WirePeer w;
  w.order(router());
  w.come_up();
  w.sent_all();
  EXPECT_EQ(w.feed(Ordered{.orders = {route("10.0.0.1/32")}, .more_follow = true}), "");
  EXPECT_EQ(w.tick_at(w.now + milliseconds(1)), "");
  EXPECT_EQ(w.order(route("10.0.0.2/32")), "UPDATE");
  EXPECT_EQ(w.brain.status().at(0).advertised[0], 2U);
}

bgp_order::PeerWanted spine() {
  bgp_order::PeerWanted peer = router();
  peer.name = "spine";
  peer.path.address = net::IpAddress::parse("192.0.2.3");
  return peer;
}

TEST(WireBgp, RoutesOfOnePeerAreNotAnothers) {
  WirePeer w;
  w.order(router());
  w.come_up();
  EXPECT_EQ(w.order(spine()), "dial");
  w.order(route("10.0.0.1/32"));
  EXPECT_EQ(w.brain.status().at(0).wanted[0], 0U);  // "spine"
  EXPECT_EQ(w.brain.status().at(1).wanted[0], 1U);
}

TEST(WireBgp, AnEditReachesOnlyItsPeer) {
  WirePeer w;
  w.order(router());
  w.come_up();
  EXPECT_EQ(w.order(router()), "");
  bgp_order::PeerWanted edited = router();
  edited.path.password = "secret";
  EXPECT_EQ(w.order(edited), "NOTIFICATION 6/6, close, down!, dial");
  EXPECT_EQ(w.done<Dial>()->path.password, "secret");
}

// The old router would wait for us, and send traffic meanwhile.
TEST(WireBgp, ARouterThatAnEditLeavesIsToldSo) {
  WirePeer w;
  w.order(router());
  w.come_up(graceful_open());
  bgp_order::PeerWanted elsewhere = router();
  elsewhere.path.address = net::IpAddress::parse("192.0.2.7");
  EXPECT_EQ(w.order(elsewhere), "NOTIFICATION 6/9(6/3), close, down!, dial");
}

bgp_order::PeerWanted locked(bool ever_known) {
  bgp_order::PeerWanted peer = router();
  peer.missing = bgp_order::MissingSecret{.where = "key word of Secret bgp", .ever_known = ever_known};
  return peer;
}

TEST(WireBgp, APeerWithoutItsSecretIsShownAndBeginsWithIt) {
  WirePeer w;
  EXPECT_EQ(w.order(locked(false)), "");
  EXPECT_EQ(w.brain.status().at(0).session.state, bgp::SessionState::idle);
  EXPECT_EQ(w.brain.status().at(0).problem,
            "no password: key word of Secret bgp is not there, or may not be read");
  bgp_order::PeerWanted opened = router();
  opened.path.password = "secret";
  EXPECT_EQ(w.order(opened), "dial");
  EXPECT_EQ(w.done<Dial>()->path.password, "secret");
  EXPECT_EQ(w.brain.status().at(0).problem, "");
}

TEST(WireBgp, ASecretThatGoesCostsNoSession) {
  WirePeer w;
  w.order(router());
  w.come_up();
  EXPECT_EQ(w.order(locked(true)), "");
  EXPECT_EQ(w.brain.status().at(0).session.state, bgp::SessionState::established);
  EXPECT_THAT(w.brain.status().at(0).problem, HasSubstr("key word of Secret bgp is not there"));
  EXPECT_EQ(w.order(locked(false)), "NOTIFICATION 6/3, close, down!") << "without any it ends";
  EXPECT_EQ(w.order(router()), "dial");
}

TEST(WireBgp, ARemovedPeerIsTold) {
  WirePeer w;
  w.order(router());
  w.come_up();
  EXPECT_EQ(w.order(bgp_order::PeerUnwanted{"tor"}), "NOTIFICATION 6/3, close, down!");
  EXPECT_TRUE(w.brain.status().empty());
  EXPECT_EQ(w.feed(BytesReceived{*w.dialed, {1, 2, 3}}), "");
}

TEST(WireBgp, APeerThatOnlyChangedItsNameStaysUp) {
  WirePeer w;
  w.order(router());
  w.come_up();
  w.order(spine());
  const auto spines = *w.dialed;
  EXPECT_EQ(w.order(bgp_order::PeersRenamed{{{"tor", "spine"}, {"spine", "tor"}}}), "");
  const auto all = w.brain.status();
  EXPECT_EQ(all.at(0).peer, "spine");
  EXPECT_EQ(all.at(0).session.state, bgp::SessionState::established);
  EXPECT_EQ(all.at(0).address, net::IpAddress::parse("192.0.2.2"));
  EXPECT_EQ(all.at(1).session.state, bgp::SessionState::connect);
  EXPECT_EQ(w.feed(TransportUp{spines, bgp::local_for_test()}), "OPEN") << "its dial is still its own";
  EXPECT_EQ(w.order(route("10.0.0.1/32")), "") << "for tor, which is not up";
  EXPECT_EQ(w.brain.status().at(1).wanted[0], 1U);
}

TEST(WireBgp, DrainsGently) {
  WirePeer w;
  w.order(router());
  w.order(route("10.0.0.1/32"));
  w.come_up();
  w.order(bgp_order::Complete{});
  w.sent_all();
  EXPECT_EQ(w.order(bgp_order::Drain{true}), "UPDATE") << "prefer others";
  w.sent_all();
  EXPECT_EQ(w.tick_at(w.now + seconds(2)), "UPDATE") << "withdrawn";
  EXPECT_EQ(w.sent_all(), "NOTIFICATION 6/2, close, down!");
  EXPECT_EQ(w.order(bgp_order::Drain{false}), "dial");
  w.come_up();
  EXPECT_EQ(w.brain.status().at(0).advertised[0], 1U);
}

TEST(WireBgp, WhoBeginsDrainedSaysNothing) {
  WirePeer w;
  EXPECT_EQ(w.order(bgp_order::Drain{true}), "");
  EXPECT_EQ(w.order(router()), "");
  EXPECT_EQ(w.order(bgp_order::Drain{false}), "dial");
}

TEST(WireBgp, ADrainDoesNotWaitForAPeerThatDoesNotRead) {
  WirePeer w;
  w.order(router());
  w.order(route("10.0.0.1/32"));
  w.come_up();
  w.order(bgp_order::Drain{true});
  w.tick_at(w.now + seconds(2));
  EXPECT_THAT(w.tick_at(w.now + seconds(3)), HasSubstr("NOTIFICATION 6/2, close, down!"));
}

TEST(WireBgp, LeavesWithoutAWordForARestart) {
  WirePeer graceful;
  graceful.order(router());
  graceful.come_up(graceful_open());
  EXPECT_EQ(graceful.feed(Stop{.restart = true}), "close, down!, left");
  WirePeer plain;
  plain.order(router());
  plain.come_up();
  EXPECT_EQ(plain.feed(Stop{.restart = true}), "NOTIFICATION 6/2, close, down!, left");
  WirePeer opening;  // the peer may still hold what the last session told it
  opening.order(router());
  opening.feed(TransportUp{*opening.dialed, bgp::local_for_test()});
  opening.feed(BytesReceived{*opening.dialed, bgp::bytes_of(graceful_open())});
  EXPECT_EQ(opening.feed(Stop{.restart = true}), "close, left");
  WirePeer for_good;
  for_good.order(router());
  for_good.come_up(graceful_open());
  EXPECT_EQ(for_good.feed(Stop{.restart = false}), "NOTIFICATION 6/9(6/2), close, down!, left");
}

// Whether the routes still stand or are withdrawn already: the machine is about to be switched off.
TEST(WireBgp, StoppedInTheMiddleOfADrainItSaysSo) {
  for (const auto stopped_after : {seconds(0), seconds(2)}) {
    WirePeer w;
    w.order(router());
    w.order(route("10.0.0.1/32"));
    w.come_up(graceful_open());
    w.order(bgp_order::Drain{true});
    w.tick_at(w.now + stopped_after);
    EXPECT_EQ(w.feed(Stop{.restart = true}), "NOTIFICATION 6/9(6/2), close, down!, left");
  }
}

TEST(WireBgp, ListensOnlyForPassivePeers) {
  WirePeer w;
  EXPECT_EQ(w.order(router()), "dial");
  bgp_order::PeerWanted passive = router();
  passive.name = "caller";
  passive.session.passive = true;
  passive.path.address = net::IpAddress::parse("192.0.2.9");
  EXPECT_EQ(w.order(passive), "listen/2") << "the other one may call too";
  const auto local = bgp::local_for_test();
  EXPECT_EQ(w.feed(Incoming{bgp::ConnectionId(2), *net::IpAddress::parse("192.0.2.9"), "", local}), "OPEN");
  EXPECT_EQ(w.feed(Incoming{bgp::ConnectionId(4), *net::IpAddress::parse("192.0.2.66"), "", local}), "close");
  EXPECT_EQ(w.order(bgp_order::PeerUnwanted{"caller"}), "NOTIFICATION 6/3, close, listen/0");
}

TEST(WireBgp, AnUnnumberedPeerIsFoundByItsAdvertisements) {
  WirePeer w;
  bgp_order::PeerWanted unnumbered = router();
  unnumbered.path.address.reset();
  unnumbered.path.interface = "eth0";
  EXPECT_EQ(w.order(unnumbered), "neighbors/1");
  EXPECT_THAT(w.brain.status().at(0).problem, HasSubstr("no router has advertised itself on eth0"));
  const auto neighbor = *net::IpAddress::parse("fe80::1");
  EXPECT_EQ(w.feed(NeighborSeen{"eth1", neighbor}), "");
  EXPECT_EQ(w.feed(NeighborSeen{"eth0", neighbor}), "dial");
  EXPECT_EQ(w.done<Dial>()->path.address, neighbor);
  EXPECT_EQ(w.feed(NeighborSeen{"eth0", neighbor}), "");
  EXPECT_EQ(w.feed(NeighborSeen{"eth0", *net::IpAddress::parse("fe80::2")}), "close, dial");
  w.come_up();
  EXPECT_EQ(w.feed(NeighborSeen{"eth0", neighbor}), "") << "a session that is up stays";
}

TEST(WireBgp, APeerThatGetsAnAddressIsLookedForNoLonger) {
  WirePeer w;
  bgp_order::PeerWanted unnumbered = router();
  unnumbered.path.address.reset();
  unnumbered.path.interface = "eth0";
  w.order(unnumbered);
  EXPECT_EQ(w.order(router()), "dial, neighbors/0");
  w.come_up();
  EXPECT_EQ(w.order(unnumbered), "NOTIFICATION 6/3, close, down!, neighbors/1");
}

TEST(WireBgp, SaysOnceWhyAPeerIsUnreachable) {
  WirePeer w;
  w.order(router());
  EXPECT_EQ(w.feed(TransportFailed{*w.dialed, "refused"}), "unreachable!");
  w.tick_at(w.brain.next_deadline());
  EXPECT_EQ(w.feed(TransportFailed{*w.dialed, "refused"}), "");
  w.tick_at(w.brain.next_deadline());
  EXPECT_EQ(w.feed(TransportFailed{*w.dialed, "no route"}), "unreachable!");
}

// An UPDATE that announces 198.51.100.0/24 with an ORIGIN that there is not.
std::vector<std::uint8_t> flawed_update() {
  std::vector<std::uint8_t> bytes(16, 0xff);
  for (const int byte : {0, 47, 2,    0,    0,    0, 20, 0x40, 1, 1, 7, 0x40, 2,   6,  2,  1,
                         0, 0,  0xfd, 0xea, 0x40, 3, 4,  192,  0, 2, 2, 24,   198, 51, 100})
    bytes.push_back(static_cast<std::uint8_t>(byte));
  return bytes;
}

// A router inside a confederation, say: all that it tells a stranger is malformed.
TEST(WireBgp, FlawsAreToldOfOnceAMinuteAndCounted) {
  WirePeer w;
  w.order(router());
  w.come_up();
  const BytesReceived flawed{*w.dialed, flawed_update()};
  EXPECT_EQ(w.feed(flawed), "flawed!");
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(w.feed(flawed), "");
  w.now += seconds(60);
  EXPECT_EQ(w.feed(flawed), "flawed!");
  const auto& told = std::get<bgp_report::PeerFlawed>(w.done<Tell>()->report);
  EXPECT_EQ(told.untold, 5U);
  EXPECT_EQ(w.brain.status().at(0).session.flawed_updates, 7U);
  w.feed(TransportClosed{*w.dialed, "reset"});
  w.tick_at(w.brain.next_deadline());
  w.come_up();
  EXPECT_EQ(w.feed(BytesReceived{*w.dialed, flawed_update()}), "flawed!") << "the first of this session";
  EXPECT_EQ(std::get<bgp_report::PeerFlawed>(w.done<Tell>()->report).untold, 0U);
}

// A router that accepts everybody and hangs up on those that it does not know, every second for a year.
TEST(WireBgp, NothingIsRememberedOfAttemptsThatLedNowhere) {
  WirePeer w;
  w.order(router());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(w.feed(TransportUp{*w.dialed, bgp::local_for_test()}), "OPEN");
    EXPECT_GT(w.brain.status().at(0).queued, 0U);
    w.feed(TransportClosed{*w.dialed, "reset"});
    EXPECT_EQ(w.brain.status().at(0).queued, 0U);
    w.tick_at(w.brain.next_deadline());
  }
  w.come_up();
  w.feed(TransportClosed{*w.dialed, "reset"});
  EXPECT_EQ(w.brain.status().at(0).queued, 0U);
}

TEST(WireBgp, SaysWhyRoutesCannotBeAnnounced) {
  WirePeer w;
  w.order(router());
  w.order(route("2001:db8::5/128"));
  w.feed(TransportUp{*w.dialed, {.session = *net::IpAddress::parse("192.0.2.1")}});
  w.feed(BytesReceived{*w.dialed, bgp::bytes_of(bgp::their_open())});
  w.feed(BytesReceived{*w.dialed, bgp::bytes_of(bgp::Keepalive{})});
  EXPECT_THAT(w.brain.status().at(0).problem, HasSubstr("this node has no IPv6 address on the link"));
  EXPECT_EQ(w.feed(LocalChanged{bgp::ConnectionId(99), bgp::local_for_test()}), "") << "of nobody";
  EXPECT_EQ(w.feed(LocalChanged{*w.dialed, bgp::local_for_test()}), "UPDATE") << "now it has one";
  EXPECT_EQ(w.brain.status().at(0).problem, "");
}

}  // namespace
}  // namespace herald::speaker
