// BFD beside BGP: who may speak for a peer, and what its loss means (RFC 5881, 5882, 5883).
#include "core/bfd/packet.h"
#include "tests/unit/speaker_bgp/wire_peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using peering::BfdReceived;
using peering::Left;
using peering::SendBfd;
using peering::Stop;
using peering::Tick;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Watched : WirePeer {
  explicit Watched(bool multihop = false)
      : Watched({.address = router().path.address, .multihop = multihop}) {}
  explicit Watched(const bgp_order::Path& path) : peer(router()) {
    peer.path = path;
    peer.bfd = bgp_order::Bfd{.timers = {.transmit = milliseconds(50), .receive = milliseconds(50)},
                              .minimum_ttl = 250};
    order(peer);
    feed(Tick{});
    ours = bfd::parse(done<SendBfd>()->packet)->my_discriminator;
    multihop_ = done<SendBfd>()->multihop;
  }

  // The ports to which the last step spoke.
  [[nodiscard]] std::vector<bool> spoke_afar() const {
    std::vector<bool> ports;
    for (const auto& effect : last) {
      if (const auto* packet = std::get_if<SendBfd>(&effect)) ports.push_back(packet->multihop);
    }
    return ports;
  }

  std::string hear(bfd::State state, int ttl = 255, const char* from = "192.0.2.2") {
    bfd::ControlPacket packet{.state = state, .my_discriminator = 7, .auth = {}};
    packet.your_discriminator = state == bfd::State::down ? 0 : ours;
    packet.desired_min_transmit = packet.required_min_receive = milliseconds(50);
    BfdReceived received{.from = *net::IpAddress::parse(from),
                         .interface = "",
                         .multihop = multihop_,
                         .ttl = ttl,
                         .packet = {}};
    ByteWriter out(received.packet);
    append_to(out, packet);
    return feed(received);
  }

  void bfd_up() {
    hear(bfd::State::down);
    hear(bfd::State::up);
  }

  bgp_order::PeerWanted peer;
  std::uint32_t ours = 0;
  bool multihop_ = false;
};

TEST(WireBgpBfd, ListensWhereThePeerIs) {
  Watched near;
  EXPECT_EQ(near.order(router()), "bfd, watch") << "no longer asked for: said goodbye";
  Watched far(true);
  EXPECT_TRUE(far.done<SendBfd>()->multihop);
}

TEST(WireBgpBfd, ItsLossEndsTheSessionAtOnce) {
  Watched w;
  w.come_up();
  w.bfd_up();
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::up);
  w.now += milliseconds(200);
  EXPECT_THAT(w.feed(Tick{}), HasSubstr("bfd-down!, NOTIFICATION 6/10, close, down!"));
  EXPECT_EQ(w.brain.status().at(0).bfd->failures, 1U);
  EXPECT_EQ(w.brain.status().at(0).bfd->last_failure, bfd::Diagnostic::detection_expired);
}

TEST(WireBgpBfd, APeerThatSwitchesItOffIsNotLost) {
  Watched w;
  w.come_up();
  w.bfd_up();
  EXPECT_THAT(w.hear(bfd::State::admin_down), Not(HasSubstr("NOTIFICATION")));
  EXPECT_EQ(w.brain.status().at(0).session.state, bgp::SessionState::established);
  EXPECT_EQ(w.brain.status().at(0).bfd->failures, 0U);
}

TEST(WireBgpBfd, OnlyPacketsFromTheLinkCount) {
  Watched w;
  w.hear(bfd::State::down, 254);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
  w.hear(bfd::State::down, 255, "192.0.2.66");
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
  w.hear(bfd::State::down);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::init);
}

TEST(WireBgpBfd, BeyondTheLinkTheConfiguredTtlCounts) {
  Watched w(true);
  w.hear(bfd::State::down, 249);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
  w.hear(bfd::State::down, 250);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::init);
}

TEST(WireBgpBfd, TtlSecurityOfSeveralHopsIsBeyondTheLink) {
  Watched w({.address = router().path.address, .ttl_security = 2});
  EXPECT_THAT(w.spoke_afar(), ElementsAre(true));
  Watched near({.address = router().path.address, .ttl_security = 1});
  EXPECT_THAT(near.spoke_afar(), ElementsAre(false));
}

// FRR speaks to the port of one hop when the address is on a link of its own, BIRD to that of several hops
// unless told "direct".
TEST(WireBgpBfd, AnInternalPeerIsAnsweredWhereItSpeaks) {
  const bgp_order::Path internal{.address = router().path.address, .internal = true};
  for (const bool afar : {false, true}) {
    Watched w(internal);
    EXPECT_THAT(w.spoke_afar(), ElementsAre(false, true)) << "wherever it may be";
    w.multihop_ = afar;
    w.hear(bfd::State::down, 255);
    EXPECT_THAT(w.spoke_afar(), ElementsAre(afar));
    w.hear(bfd::State::up, 255);
    EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::up);
    w.tick_at(w.now + milliseconds(200));
    EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
    EXPECT_THAT(w.spoke_afar(), ElementsAre(false, true)) << "it may come back otherwise";
  }
}

TEST(WireBgpBfd, EachPortOfAnInternalPeerHasItsOwnTtl) {
  Watched w({.address = router().path.address, .internal = true});
  w.multihop_ = false;
  w.hear(bfd::State::down, 254);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
  w.multihop_ = true;
  w.hear(bfd::State::down, 249);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::down);
  w.hear(bfd::State::down, 250);
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::init);
}

// Nor a reason to give up a graceful restart: BFD's farewell waits until the connection has ended.
TEST(WireBgpBfd, StoppingIsNoFailureForThePeer) {
  Watched w;
  w.come_up();
  w.bfd_up();
  EXPECT_EQ(w.feed(Stop{.restart = true}), "NOTIFICATION 6/2, close, down!, bfd-down!, left");
  const auto& last = w.done<Left>()->last;
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(bfd::parse(last[0].packet)->state, bfd::State::admin_down);
  EXPECT_EQ(last[0].to, net::IpAddress::parse("192.0.2.2"));
}

TEST(WireBgpBfd, ARemovedPeerIsToldBySessionFirst) {
  Watched w;
  w.come_up();
  w.bfd_up();
  EXPECT_EQ(w.order(bgp_order::PeerUnwanted{"tor"}), "NOTIFICATION 6/3, close, down!, bfd-down!, bfd, watch");
}

// A router that keeps our routes through the edit would drop them if BFD went down.
TEST(WireBgpBfd, ANewPasswordIsNoneOfItsConcern) {
  Watched w;
  w.come_up();
  w.bfd_up();
  bgp_order::PeerWanted edited = w.peer;
  edited.path.password = "secret";
  EXPECT_EQ(w.order(edited), "NOTIFICATION 6/6, close, down!, dial");
  EXPECT_EQ(w.brain.status().at(0).bfd->state, bfd::State::up);
}

TEST(WireBgpBfd, SaysGoodbyeWhereThePeerWas) {
  Watched w;
  w.come_up();
  w.bfd_up();
  bgp_order::PeerWanted elsewhere = w.peer;
  elsewhere.path.address = net::IpAddress::parse("192.0.2.3");
  EXPECT_EQ(w.order(elsewhere), "NOTIFICATION 6/3, close, down!, dial, bfd-down!, bfd");
  EXPECT_EQ(w.done<SendBfd>()->to, net::IpAddress::parse("192.0.2.2"));
  w.feed(Tick{});
  EXPECT_EQ(w.done<SendBfd>()->to, net::IpAddress::parse("192.0.2.3"));
}

}  // namespace
}  // namespace herald::speaker
