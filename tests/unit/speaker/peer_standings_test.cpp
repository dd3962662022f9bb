#include "speaker/peer_standings.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using testing::SizeIs;

bgp_report::PeerStatus down() {
  bgp_report::PeerStatus peer{.peer = "frr", .address = net::IpAddress::parse("192.0.2.1").value()};
  peer.session.state = bgp::SessionState::connect;
  peer.session.last_loss = bgp::session::Loss{.cause = bgp::session::Cause::dial_failed, .detail = "refused"};
  peer.wanted = {5, 0};
  return peer;
}

bgp_report::PeerStatus up() {
  bgp_report::PeerStatus peer = down();
  peer.session.state = bgp::SessionState::established;
  peer.session.established = 1;
  peer.advertised = {5, 0};
  peer.agreed.emplace();
  peer.agreed->dialect.hold_time = std::chrono::seconds(90);
  peer.bfd = bgp_report::BfdStatus{.state = bfd::State::up, .detection_time = std::chrono::milliseconds(150)};
  return peer;
}

TEST(PeerStandings, AreAFewFactsOfEachPeer) {
  PeerStandings standings;
  const auto told = standings.look({up()}, UnixSeconds(100));
  ASSERT_TRUE(told);
  kube::PeerStanding wanted{.name = "frr", .address = net::IpAddress::parse("192.0.2.1").value()};
  wanted.established = true;
  wanted.since = UnixSeconds(100);
  wanted.prefixes = {{{.advertised = 5, .wanted = 5}, {}}};
  wanted.hold_seconds = 90;
  wanted.bfd = kube::PeerStanding::Bfd{.up = true, .detection_milliseconds = 150};
  EXPECT_THAT(*told, testing::ElementsAre(wanted)) << "what was wrong before it came up is nobody's concern";
}

TEST(PeerStandings, SayWhyASessionIsNotThere) {
  PeerStandings standings;
  EXPECT_THAT(standings.look({down()}, UnixSeconds(1))->front().why, testing::HasSubstr("refused"));
  bgp_report::PeerStatus peer = up();
  peer.problem = "IPv6 routes are not announced";
  EXPECT_EQ(standings.look({peer}, UnixSeconds(1))->front().why, "IPv6 routes are not announced");
}

TEST(PeerStandings, TellNothingTwice) {
  PeerStandings standings;
  EXPECT_FALSE(standings.look({}, UnixSeconds(1))) << "no peers are no news";
  EXPECT_TRUE(standings.look({up()}, UnixSeconds(1)));
  bgp_report::PeerStatus later = up();
  later.session.sent.fill(1000);  // keepalives
  EXPECT_FALSE(standings.look({later}, UnixSeconds(2)));
  EXPECT_TRUE(standings.look({}, UnixSeconds(3))) << "that one is gone is news";
}

// Connect and Active alternate for as long as nobody answers.
TEST(PeerStandings, SinceCountsFromTheChangeThatMatters) {
  PeerStandings standings;
  static_cast<void>(standings.look({down()}, UnixSeconds(10)));
  bgp_report::PeerStatus waiting = down();
  waiting.session.state = bgp::SessionState::active;
  EXPECT_FALSE(standings.look({waiting}, UnixSeconds(11)));
  EXPECT_EQ(standings.look({up()}, UnixSeconds(12))->front().since, UnixSeconds(12));
  bgp_report::PeerStatus again = up();
  again.session.established = 2;  // it went and came between two looks
  EXPECT_EQ(standings.look({again}, UnixSeconds(20))->front().since, UnixSeconds(20));
}

TEST(PeerStandings, CountsAloneAreNoNews) {
  std::vector<kube::PeerStanding> before{{.name = "frr", .established = true}};
  std::vector<kube::PeerStanding> now = before;
  now[0].prefixes[0].advertised = 7;
  EXPECT_FALSE(is_news(before, now));
  now[0].why = "no next hop";
  EXPECT_TRUE(is_news(before, now));
  EXPECT_TRUE(is_news(before, {}));
  now = before;
  now[0].established = false;
  EXPECT_TRUE(is_news(before, now));
}

}  // namespace
}  // namespace herald::speaker
