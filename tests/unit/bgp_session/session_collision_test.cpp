// Two connections between the same two speakers: which one stays (RFC 4271 section 6.8, RFC 4724
// section 4.2).
#include "tests/unit/bgp_session/subject.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using namespace session;
using std::chrono::seconds;

constexpr ConnectionId kAccepted{2};

Open open_from(RouterId id, Asn asn = kTheirAs) {
  Open open = their_open();
  open.router_id = id;
  open.asn = asn;
  open.capabilities.four_octet_asn = asn;
  return open;
}

// Our own connection has come to `ours`, theirs to OpenSent.
Subject with_both(SessionState ours, RouterId their_id) {
  Subject s;
  s.go_to(ours, open_from(their_id));
  s.feed(Accepted{kAccepted, local_for_test()});
  return s;
}

TEST(SessionCollision, TheGreaterIdentifierKeepsTheConnectionThatItDialed) {
  Subject theirs_is_greater = with_both(SessionState::open_confirm, kTheirId);
  theirs_is_greater.connection = kAccepted;
  EXPECT_EQ(theirs_is_greater.receive(bytes_of(open_from(kTheirId))), "NOTIFICATION 6/7, close, KEEPALIVE");
  EXPECT_EQ(theirs_is_greater.done<Close>()->id, theirs_is_greater.dialed);
  EXPECT_EQ(theirs_is_greater.receive(bytes_of(Keepalive{})), "up");

  Subject ours_is_greater = with_both(SessionState::open_confirm, kLesserId);
  ours_is_greater.connection = kAccepted;
  EXPECT_EQ(ours_is_greater.receive(bytes_of(open_from(kLesserId))), "NOTIFICATION 6/7, close");
  EXPECT_EQ(ours_is_greater.done<Close>()->id, kAccepted);
  ours_is_greater.connection = ours_is_greater.dialed;
  EXPECT_EQ(ours_is_greater.receive(bytes_of(Keepalive{})), "up");
}

TEST(SessionCollision, WithEqualIdentifiersTheGreaterAsDecides) {
  Subject s = with_both(SessionState::open_confirm, kOurId);
  s.connection = kAccepted;
  EXPECT_EQ(s.receive(bytes_of(open_from(kOurId))), "NOTIFICATION 6/7, close, KEEPALIVE");
  EXPECT_EQ(s.done<Close>()->id, s.dialed);
}

TEST(SessionCollision, AConnectionWithoutAnOpenIsLeftAlone) {
  Subject s = with_both(SessionState::open_sent, kLesserId);
  s.connection = kAccepted;
  EXPECT_EQ(s.receive(bytes_of(open_from(kLesserId))), "KEEPALIVE");
  EXPECT_EQ(s.receive(bytes_of(Keepalive{})), "up");
  s.connection = s.dialed;  // only now does the peer speak on ours
  EXPECT_EQ(s.receive(bytes_of(open_from(kLesserId))), "NOTIFICATION 6/7, close");
  EXPECT_EQ(s.session.state(), SessionState::established);
}

TEST(SessionCollision, TheSurvivorTakesOverWhenTheOtherIsClosed) {
  Subject s = with_both(SessionState::open_confirm, kTheirId);
  EXPECT_EQ(s.feed(TransportClosed{*s.dialed, "reset"}), "");
  EXPECT_EQ(s.session.state(), SessionState::open_sent);
  s.connection = kAccepted;
  EXPECT_EQ(s.receive(bytes_of(open_from(kTheirId))), "KEEPALIVE");
}

TEST(SessionCollision, AnEstablishedSessionStays) {
  Subject s = with_both(SessionState::established, kTheirId);
  s.connection = kAccepted;
  EXPECT_EQ(s.receive(bytes_of(open_from(kTheirId))), "NOTIFICATION 6/7, close");
  EXPECT_EQ(s.done<Close>()->id, kAccepted);
  EXPECT_EQ(s.session.state(), SessionState::established);
  EXPECT_EQ(s.session.report().flaps, 0U);
}

TEST(SessionCollision, APeerThatRestartedGracefullyReplacesItsOldSession) {
  Open open = their_open();
  open.capabilities.graceful_restart = GracefulRestart{.time = seconds(60), .states = {{kIpv4Unicast, true}}};
  Subject s;
  s.go_to(SessionState::established, open);
  s.now += seconds(10);
  s.feed(Accepted{kAccepted, local_for_test()});
  s.connection = kAccepted;
  EXPECT_EQ(s.receive(bytes_of(open)), "close, down/replaced, KEEPALIVE");
  EXPECT_EQ(s.receive(bytes_of(Keepalive{})), "up");
  EXPECT_EQ(s.session.report().flaps, 1U);
}

TEST(SessionCollision, ASecondCallMeansThatThePeerGaveUpTheFirst) {
  Subject s;
  s.go_to(SessionState::active);
  s.feed(Accepted{kAccepted, local_for_test()});
  EXPECT_EQ(s.feed(Accepted{ConnectionId(4), local_for_test()}), "OPEN, NOTIFICATION 6/7, close");
  EXPECT_EQ(s.done<Close>()->id, kAccepted);
}

TEST(SessionCollision, DialingEndsOnceTheOtherConnectionIsUp) {
  Subject s;
  s.go_to(SessionState::connect);
  s.feed(Accepted{kAccepted, local_for_test()});
  s.connection = kAccepted;
  s.receive(bytes_of(their_open()));
  EXPECT_EQ(s.receive(bytes_of(Keepalive{})), "up, close");
  EXPECT_EQ(s.feed(TransportUp{*s.dialed, local_for_test()}), "close");  // it came in the same moment
  EXPECT_EQ(s.session.state(), SessionState::established);
}

}  // namespace
}  // namespace herald::bgp
