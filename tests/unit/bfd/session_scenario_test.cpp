// Two sessions living through what links and operators do to them.
#include "tests/unit/bfd/two_sessions.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(BfdScenario, ComesUpInOneHandshake) {
  TwoSessions world(options(1), options(2));
  world.run(milliseconds(20));  // the first packets are due at once and news does not wait: a few latencies
  EXPECT_TRUE(world.both(State::up));
  world.run(seconds(60));
  EXPECT_LE(world.a().changes.size(), 2U);
  EXPECT_LE(world.b().changes.size(), 2U);
  EXPECT_EQ(world.a().session.remote().discriminator, 2U);
  EXPECT_EQ(world.b().session.remote().discriminator, 1U);
}

TEST(BfdScenario, AgreesOnTheAgreedPace) {
  TwoSessions world = both_up();
  world.run(seconds(30));
  const auto& sent = world.a().sent;
  ASSERT_GT(sent.size(), 100U);
  for (std::size_t i = 1; i < sent.size(); ++i) {
    EXPECT_GE(sent[i].when - sent[i - 1].when, milliseconds(225));
    EXPECT_LE(sent[i].when - sent[i - 1].when, milliseconds(300));
  }
}

TEST(BfdScenario, TransmitsSlowlyIntoTheVoid) {
  TwoSessions world(options(1), options(2));
  world.cut();
  world.run(seconds(60));
  EXPECT_GE(world.a().sent.size(), 60U);
  EXPECT_LE(world.a().sent.size(), 81U);  // one at once, then at least 750 ms apart
  EXPECT_EQ(world.a().session.state(), State::down);
  EXPECT_TRUE(world.a().changes.empty());
}

TEST(BfdScenario, DetectsACutAfterExactlyTheDetectionTime) {
  TwoSessions world = both_up();
  world.cut();
  world.run(seconds(5));
  for (Side* side : {&world.a(), &world.b()}) {
    ASSERT_EQ(side->changes.size(), 1U);
    EXPECT_EQ(side->changes[0].when, *side->session.last_heard() + milliseconds(900));
    EXPECT_EQ(side->changes[0].what.to, State::down);
    EXPECT_EQ(side->changes[0].what.diagnostic, Diagnostic::detection_expired);
    EXPECT_EQ(side->session.remote(), Remote{});
  }
  world.mend();
  world.run(seconds(2));
  EXPECT_TRUE(world.both(State::up));
  EXPECT_EQ(world.a().session.diagnostic(), Diagnostic::none);
  EXPECT_EQ(world.a().session.last_failure(), Diagnostic::detection_expired);
}

TEST(BfdScenario, OneWayLossTakesBothDown) {
  TwoSessions world = both_up();
  world.a().loses = [] { return true; };
  world.run(seconds(30));
  ASSERT_FALSE(world.a().changes.empty());
  ASSERT_FALSE(world.b().changes.empty());
  EXPECT_EQ(world.b().changes[0].what.diagnostic, Diagnostic::detection_expired);
  EXPECT_EQ(world.a().changes[0].when, world.b().changes[0].when + milliseconds(1));  // told at once
  EXPECT_EQ(world.a().changes[0].what.diagnostic, Diagnostic::neighbor_signaled_down);
  EXPECT_EQ(world.a().changes[0].what.remote_diagnostic, Diagnostic::detection_expired);
  EXPECT_EQ(world.b().session.state(), State::down);
  EXPECT_NE(world.a().session.state(), State::up);
}

TEST(BfdScenario, LosingFewerThanTheMultiplierIsNothing) {
  TwoSessions world = both_up();
  int count = 0;
  world.a().loses = [&count] { return ++count % 3 != 0; };  // two in a row, again and again
  world.run(seconds(60));
  EXPECT_TRUE(world.b().changes.empty());
}

TEST(BfdScenario, AdminDownOnEitherSide) {
  for (const bool first : {true, false}) {
    TwoSessions world = both_up();
    Side& leaving = first ? world.a() : world.b();
    Side& staying = first ? world.b() : world.a();
    world.feed(leaving, AdminDown{});
    world.run(milliseconds(1));
    ASSERT_EQ(staying.changes.size(), 1U);
    EXPECT_EQ(staying.changes[0].what.diagnostic, Diagnostic::neighbor_signaled_down);
    EXPECT_EQ(staying.changes[0].what.remote_diagnostic, Diagnostic::administratively_down);
    EXPECT_EQ(staying.session.remote().state, State::admin_down);
    world.run(seconds(20));
    EXPECT_EQ(staying.changes.size(), 1U);  // it stays Down, and does not take it for a new failure
    world.feed(leaving, AdminUp{});
    world.run(seconds(2));
    EXPECT_TRUE(world.both(State::up));
  }
}

TEST(BfdScenario, AdminDownOnBothSidesAtOnce) {
  TwoSessions world = both_up();
  world.feed(world.a(), AdminDown{});
  world.feed(world.b(), AdminDown{});
  world.run(seconds(10));
  EXPECT_TRUE(world.both(State::admin_down));
  world.feed(world.a(), AdminUp{});
  world.feed(world.b(), AdminUp{});
  world.run(seconds(2));
  EXPECT_TRUE(world.both(State::up));
}

TEST(BfdScenario, APassiveSideWaitsToBeSpokenTo) {
  SessionOptions passive = options(2);
  passive.passive = true;
  TwoSessions world(options(1), passive);
  world.cut();
  world.run(seconds(10));
  EXPECT_TRUE(world.b().sent.empty());
  EXPECT_EQ(world.b().session.next_deadline(), kNever);
  world.mend();
  world.run(seconds(2));
  EXPECT_TRUE(world.both(State::up));
}

TEST(BfdScenario, TwoPassiveSidesNeverMeet) {
  SessionOptions a = options(1);
  SessionOptions b = options(2);
  a.passive = b.passive = true;
  TwoSessions world(a, b);
  world.run(seconds(60));
  EXPECT_TRUE(world.a().sent.empty() && world.b().sent.empty());
}

TEST(BfdScenario, ARestartIsNoticedAtOnce) {
  TwoSessions world = both_up();
  world.b().session = Session(options(77), 5);
  world.run(milliseconds(1));
  ASSERT_EQ(world.a().changes.size(), 1U);
  EXPECT_EQ(world.a().changes[0].what.diagnostic, Diagnostic::neighbor_signaled_down);
  world.run(seconds(2));
  EXPECT_TRUE(world.both(State::up));
  EXPECT_EQ(world.a().session.remote().discriminator, 77U);
}

TEST(BfdScenario, APassiveRestartIsNoticedByItsSilence) {
  TwoSessions world = both_up();
  SessionOptions successor = options(77);
  successor.passive = true;
  world.b().session = Session(successor, 5);
  world.run(seconds(5));
  ASSERT_FALSE(world.a().changes.empty());
  EXPECT_EQ(world.a().changes[0].what.diagnostic, Diagnostic::detection_expired);
  ASSERT_FALSE(world.b().discards.empty());
  EXPECT_EQ(world.b().discards.front(), Discard::wrong_discriminator);  // still meant for the predecessor
  EXPECT_TRUE(world.both(State::up));
}

TEST(BfdScenario, LocalFailureTellsTheOtherSide) {
  TwoSessions world = both_up();
  world.feed(world.a(), LocalFailure{Diagnostic::echo_failed});
  world.run(milliseconds(1));
  ASSERT_EQ(world.b().changes.size(), 1U);
  EXPECT_EQ(world.b().changes[0].what.remote_diagnostic, Diagnostic::echo_failed);
  EXPECT_EQ(world.a().session.last_failure(), Diagnostic::echo_failed);
}

// The liveness ring: sub-second from the first packet on, because slow_interval is its own interval.
TEST(BfdScenario, TheRingDetectsFastFromTheStart) {
  SessionOptions a = options(1, 100);
  SessionOptions b = options(2, 100);
  a.slow_interval = b.slow_interval = milliseconds(100);
  TwoSessions world(a, b);
  world.run(milliseconds(400));
  ASSERT_TRUE(world.both(State::up));
  world.forget_history();
  world.cut();
  world.run(milliseconds(300));
  EXPECT_TRUE(world.both(State::down));
  world.mend();
  world.run(milliseconds(110));
  EXPECT_TRUE(world.both(State::up));
}

}  // namespace
}  // namespace herald::bfd
