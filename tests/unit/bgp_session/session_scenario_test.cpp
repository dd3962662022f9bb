// What a session does over time: its timers, its patience, its farewells.
#include "core/bgp/shutdown.h"
#include "tests/unit/bgp_session/subject.h"

#include <vector>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Open open_with_hold(seconds hold) {
  Open open = their_open();
  open.hold_time = hold;
  return open;
}

Open graceful_open() {
  Open open = their_open();
  open.capabilities.graceful_restart =
      GracefulRestart{.notifications = true, .time = seconds(60), .states = {{kIpv4Unicast, true}}};
  return open;
}

// The pauses before each of `count` attempts that fail at once.
std::vector<Duration> pauses(Subject& s, int count) {
  std::vector<Duration> pauses;
  for (int i = 0; i < count; ++i) {
    s.feed(TransportFailed{*s.dialed, "refused"});
    const Instant due = s.session.next_deadline();
    pauses.push_back(due - s.now);
    EXPECT_EQ(s.tick_at(due), "dial");
  }
  return pauses;
}

TEST(SessionRetry, DoublesFromOneSecondToTwoMinutes) {
  Subject s;
  s.feed(Start{});
  Duration step = seconds(1);
  for (const Duration pause : pauses(s, 10)) {
    EXPECT_GE(pause, step / 2);
    EXPECT_LE(pause, step);
    step = std::min<Duration>(step * 2, seconds(120));
  }
}

TEST(SessionRetry, ForgetsItsFailuresOnlyAfterAMinuteUp) {
  for (const bool long_enough : {false, true}) {
    Subject s;
    s.feed(Start{});
    pauses(s, 8);
    s.connection = s.dialed;
    s.feed(TransportUp{*s.dialed, local_for_test()});
    s.receive(bytes_of(open_with_hold(seconds(0))));
    s.receive(bytes_of(Keepalive{}));
    s.now += seconds(long_enough ? 60 : 59);
    s.feed(TransportClosed{*s.connection, "reset"});
    const Duration pause = s.session.next_deadline() - s.now;
    EXPECT_EQ(pause <= seconds(1), long_enough);
  }
}

TEST(SessionRetry, KeepsTheIntervalThatWasSet) {
  SessionSettings settings = settings_for_test();
  settings.connect_retry = seconds(8);
  Subject s(settings);
  s.feed(Start{});
  for (const Duration pause : pauses(s, 5)) {
    EXPECT_GE(pause, seconds(4));
    EXPECT_LE(pause, seconds(8));
  }
}

TEST(SessionRetry, GivesUpADialAfterTenSeconds) {
  Subject s;
  s.feed(Start{});
  EXPECT_EQ(s.session.next_deadline(), s.now + seconds(10));
  EXPECT_EQ(s.tick_after(seconds(10)), "close, failed/dial_timed_out");
  EXPECT_EQ(s.feed(TransportUp{*s.dialed, local_for_test()}), "close");  // too late
}

TEST(SessionRetry, APassivePeerIsNeverDialed) {
  SessionSettings settings = settings_for_test();
  settings.passive = true;
  Subject s(settings);
  EXPECT_EQ(s.feed(Start{}), "");
  EXPECT_EQ(s.session.state(), SessionState::active);
  EXPECT_EQ(s.session.next_deadline(), kNever);
  EXPECT_EQ(s.feed(Accepted{ConnectionId(2), local_for_test()}), "OPEN");
  EXPECT_EQ(s.feed(TransportClosed{ConnectionId(2), "reset"}), "failed/closed");
  EXPECT_EQ(s.session.next_deadline(), kNever);
}

TEST(SessionTimers, KeepalivesAtAThirdOfTheLesserHoldTime) {
  Subject s;
  s.go_to(SessionState::established, open_with_hold(seconds(30)));
  const auto* agreed = s.session.agreement();
  EXPECT_EQ(agreed->dialect.hold_time, seconds(30));
  EXPECT_EQ(agreed->keepalive_time, seconds(10));
  for (int i = 0; i < 20; ++i) {
    const Instant before = s.now;
    EXPECT_EQ(s.tick_at(s.session.next_deadline()), "KEEPALIVE");
    EXPECT_LE(s.now - before, seconds(10));
    EXPECT_GE(s.now - before, milliseconds(7500));
    s.receive(bytes_of(Keepalive{}));
  }
}

TEST(SessionTimers, AKeepaliveTimeThatWasSetGivesWayToAShortHoldTime) {
  SessionSettings settings = settings_for_test();
  settings.keepalive_time = seconds(20);
  Subject usual(settings);
  usual.go_to(SessionState::established);
  EXPECT_EQ(usual.session.agreement()->keepalive_time, seconds(20));
  Subject hasty(settings);
  hasty.go_to(SessionState::established, open_with_hold(seconds(9)));
  EXPECT_EQ(hasty.session.agreement()->keepalive_time, seconds(3));
}

TEST(SessionTimers, HoldTimeZeroMeansNoTimersAtAll) {
  Subject s;
  s.go_to(SessionState::established, open_with_hold(seconds(0)));
  s.feed(SendProgress{*s.connection, 0});
  EXPECT_EQ(s.session.next_deadline(), kNever);
}

TEST(SessionTimers, AnyMessageKeepsTheSessionUp) {
  Subject s;
  s.go_to(SessionState::established, open_with_hold(seconds(3)));
  for (int i = 0; i < 10; ++i) {
    s.tick_after(milliseconds(2900));
    s.receive(bytes_of(RouteRefresh{kIpv4Unicast}));
    EXPECT_EQ(s.session.state(), SessionState::established);
  }
  EXPECT_EQ(s.tick_after(seconds(3)), "NOTIFICATION 4/0, close, down/hold_timer");
}

TEST(SessionTimers, AStalledSpeakerReadsBeforeItAccuses) {
  Subject s;
  s.go_to(SessionState::established, open_with_hold(seconds(3)));
  EXPECT_EQ(s.tick_after(seconds(20)), "KEEPALIVE");
  s.receive(bytes_of(Keepalive{}));  // it had been waiting in the socket
  EXPECT_EQ(s.tick_after(seconds(2)), "KEEPALIVE");

  EXPECT_EQ(s.tick_after(seconds(20)), "KEEPALIVE");
  EXPECT_EQ(s.tick_after(seconds(1)), "NOTIFICATION 4/0, close, down/hold_timer") << "only once";
}

TEST(SessionTimers, APeerThatDoesNotReadIsLeftWithoutAWord) {
  Subject s;
  s.go_to(SessionState::established, open_with_hold(seconds(90)));
  s.feed(SendProgress{*s.connection, 0});
  s.feed(Queued{*s.connection, 1, 0});
  const Instant end = s.now + minutes(8);
  while (s.now + seconds(20) < end) {
    s.tick_after(seconds(20));
    s.receive(bytes_of(Keepalive{}));
  }
  EXPECT_EQ(s.session.state(), SessionState::established);
  EXPECT_EQ(s.tick_at(end), "close, down/send_hold_timer");
}

TEST(SessionTimers, ProgressIsProofThatThePeerReads) {
  Subject s;
  s.go_to(SessionState::established);
  for (int i = 0; i < 100; ++i) {
    s.tick_after(seconds(20));
    s.receive(bytes_of(Keepalive{}));
    s.feed(SendProgress{*s.connection, 4096});
  }
  EXPECT_EQ(s.session.state(), SessionState::established);
}

TEST(SessionFarewell, GoesIntoAHardResetWhenThePeerWouldElseKeepOurRoutes) {
  Subject s;
  s.go_to(SessionState::established, graceful_open());
  const auto farewell = cease_with_message(Cease::administrative_shutdown, "node drained");
  EXPECT_EQ(s.feed(Stop{farewell}), "NOTIFICATION 6/9(6/2), close, down/stopped");
  EXPECT_EQ(shutdown_message(*s.done<Down>()->loss.sent), "node drained");

  Subject bfd;
  bfd.go_to(SessionState::established, graceful_open());
  EXPECT_EQ(bfd.feed(BfdDown{}), "NOTIFICATION 6/9(6/10), close, down/bfd");
}

TEST(SessionFarewell, AnEditKeepsTheRoutesOfAGracefulPeer) {
  Subject s;
  s.go_to(SessionState::established, graceful_open());
  EXPECT_EQ(s.feed(ConfigChanged{settings_for_test(), PathChange::same_peer}),
            "NOTIFICATION 6/6, close, down/config, dial");
}

// Where one of the two would drop them at a NOTIFICATION, there is none (RFC 4724 section 4).
TEST(SessionFarewell, AnEditIsNotAnnouncedToAPeerThatWouldDropOurRoutesForIt) {
  Subject without_n;
  Open open = graceful_open();
  open.capabilities.graceful_restart->notifications = false;
  without_n.go_to(SessionState::established, open);
  EXPECT_EQ(without_n.feed(ConfigChanged{settings_for_test(), PathChange::same_peer}),
            "close, down/config, dial");

  SessionSettings settings = settings_for_test();
  settings.graceful_notifications = false;
  Subject we_without_n(settings);
  we_without_n.go_to(SessionState::established, graceful_open());
  settings.hold_time = seconds(30);
  EXPECT_EQ(we_without_n.feed(ConfigChanged{settings}), "close, down/config, dial");
}

TEST(SessionFarewell, APeerThatAnEditLeavesIsToldSo) {
  Subject s;
  s.go_to(SessionState::established, graceful_open());
  EXPECT_EQ(s.feed(ConfigChanged{settings_for_test(), PathChange::another_peer}),
            "NOTIFICATION 6/9(6/3), close, down/config, dial");
}

// A Hard Reset is understood by those only who said N, and only if both did.
TEST(SessionFarewell, IsPlainWhereNotificationsEndItAnyway) {
  SessionSettings settings = settings_for_test();
  settings.graceful_notifications = false;
  Subject s(settings);
  s.go_to(SessionState::established, graceful_open());
  EXPECT_EQ(s.feed(Stop{notification(Cease::administrative_shutdown)}),
            "NOTIFICATION 6/2, close, down/stopped");
}

TEST(SessionRestart, OnlyTheFirstSessionOfAProcessSaysThatItRestarted) {
  Subject s;
  s.go_to(SessionState::open_sent);
  const auto restarted = [&] {
    const auto open = parse_open(std::span(s.done<SendBytes>()->bytes).subspan(kHeaderSize));
    EXPECT_TRUE(open->capabilities.graceful_restart->states[0].forwarding_kept);
    return open->capabilities.graceful_restart->restarted;
  };
  EXPECT_TRUE(restarted());
  s.feed(TransportClosed{*s.connection, "reset"});
  s.tick_at(s.session.next_deadline());
  s.connection = s.dialed;
  s.feed(TransportUp{*s.dialed, local_for_test()});
  EXPECT_TRUE(restarted()) << "it has not been up yet";
  s.receive(bytes_of(their_open()));
  s.receive(bytes_of(Keepalive{}));
  s.feed(TransportClosed{*s.connection, "reset"});
  s.tick_at(s.session.next_deadline());
  s.feed(TransportUp{*s.dialed, local_for_test()});
  EXPECT_FALSE(restarted());
}

TEST(SessionAddresses, AreThoseOfTheMomentItComesUp) {
  Subject s;
  s.go_to(SessionState::open_confirm);
  LocalAddresses moved = local_for_test();
  moved.ipv6 = net::IpAddress::parse("2001:db8:9::1");
  s.feed(LocalChanged{*s.connection, moved});
  EXPECT_EQ(s.receive(bytes_of(Keepalive{})), "up");
  EXPECT_EQ(s.done<Established>()->local, moved);
}

TEST(SessionReport, KeepsTheLastErrorOfBothDirections) {
  Subject s;
  s.go_to(SessionState::established);
  s.receive(bytes_of(cease_with_message(Cease::administrative_reset, "reload")));
  s.tick_at(s.session.next_deadline());
  s.connection = s.dialed;
  s.feed(TransportUp{*s.dialed, local_for_test()});
  s.receive(bytes_of(Keepalive{}));
  const SessionReport& report = s.session.report();
  EXPECT_EQ(shutdown_message(*report.last_received), "reload");
  EXPECT_EQ(report.last_sent->code, 5);
  EXPECT_EQ(report.last_loss->cause, Cause::protocol_error);
  EXPECT_EQ(report.flaps, 1U);
  EXPECT_EQ(report.established, 1U);
  EXPECT_EQ(report.sent, (MessageCounts{0, 2, 0, 1, 1, 0}));
  EXPECT_EQ(report.received, (MessageCounts{0, 1, 0, 1, 2, 0}));
}

TEST(SessionReport, CountsWhatWasSentPastIt) {
  Subject s;
  s.go_to(SessionState::established);
  s.feed(Queued{*s.connection, 3, 2});
  EXPECT_EQ(s.session.report().sent, (MessageCounts{0, 1, 3, 0, 1, 2}));
}

TEST(SessionInput, MayComeInAnyPieces) {
  Subject s;
  s.go_to(SessionState::open_sent);
  Bytes stream = bytes_of(their_open());
  const Bytes keepalive = bytes_of(Keepalive{});
  stream.insert(stream.end(), keepalive.begin(), keepalive.end());
  for (const std::uint8_t byte : stream)
    s.receive({byte});
  EXPECT_EQ(s.session.state(), SessionState::established);

  Subject at_once;
  at_once.go_to(SessionState::open_sent);
  EXPECT_EQ(at_once.receive(stream), "KEEPALIVE, up");
}

TEST(SessionInput, NothingIsReadBehindTheMessageThatEndedIt) {
  Subject s;
  s.go_to(SessionState::established);
  Bytes stream = bytes_of(notification(Cease::out_of_resources));
  const Bytes keepalive = bytes_of(Keepalive{});
  stream.insert(stream.end(), keepalive.begin(), keepalive.end());
  EXPECT_EQ(s.receive(stream), "close, down/notified");
  EXPECT_EQ(s.receive(keepalive), "");
}

}  // namespace
}  // namespace herald::bgp
