// Timers that change under a living session, by poll sequences.
#include "tests/unit/bfd/two_sessions.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

Timers timers(int transmit, int receive, std::uint8_t multiplier = 3) {
  return {.transmit = milliseconds(transmit), .receive = milliseconds(receive), .multiplier = multiplier};
}

void expect_quiet(TwoSessions& world) {
  EXPECT_TRUE(world.both(State::up));
  EXPECT_TRUE(world.a().changes.empty());
  EXPECT_TRUE(world.b().changes.empty());
}

TEST(BfdTimers, SlowDownByPoll) {
  TwoSessions world = both_up();
  world.feed(world.a(), ConfigChanged{timers(2000, 2000)});
  EXPECT_EQ(world.a().session.transmit_interval(), milliseconds(300));  // not before the Final
  world.run(milliseconds(2));
  EXPECT_EQ(polls(world.a()), 1);
  EXPECT_EQ(finals(world.b()), 1);
  EXPECT_EQ(world.a().session.transmit_interval(), seconds(2));
  EXPECT_EQ(world.b().session.detection_time(), seconds(6));
  EXPECT_EQ(world.b().session.transmit_interval(), seconds(2));
  world.run(seconds(60));
  expect_quiet(world);
}

TEST(BfdTimers, SpeedUpByPoll) {
  TwoSessions world = both_up();
  world.feed(world.a(), ConfigChanged{timers(50, 50)});
  world.feed(world.b(), ConfigChanged{timers(50, 50)});
  world.run(seconds(10));
  EXPECT_EQ(world.a().session.detection_time(), milliseconds(150));
  EXPECT_EQ(world.b().session.detection_time(), milliseconds(150));
  EXPECT_EQ(world.a().session.transmit_interval(), milliseconds(50));
  expect_quiet(world);
}

TEST(BfdTimers, APollIsRepeatedUntilItIsHeard) {
  TwoSessions world = both_up();
  world.cut();
  world.feed(world.a(), ConfigChanged{timers(600, 300)});
  world.mend();
  EXPECT_EQ(polls(world.a()), 1);
  world.run(milliseconds(400));
  EXPECT_EQ(polls(world.a()), 2);
  EXPECT_EQ(world.a().session.transmit_interval(), milliseconds(600));
  world.run(seconds(10));
  EXPECT_EQ(polls(world.a()), 2);
  expect_quiet(world);
}

TEST(BfdTimers, TwoChangesAreTwoPolls) {
  TwoSessions world = both_up();
  world.feed(world.a(), ConfigChanged{timers(600, 300)});
  world.feed(world.a(), ConfigChanged{timers(900, 300)});
  world.run(seconds(10));
  EXPECT_EQ(finals(world.b()), 2);
  EXPECT_EQ(world.a().session.transmit_interval(), milliseconds(900));
  expect_quiet(world);
}

TEST(BfdTimers, ANewMultiplierIsToldAtOnce) {
  TwoSessions world = both_up();
  world.feed(world.a(), ConfigChanged{timers(300, 300, 10)});
  world.run(milliseconds(1));
  EXPECT_EQ(polls(world.a()), 0);
  EXPECT_EQ(world.b().session.detection_time(), seconds(3));
  EXPECT_EQ(world.a().session.detection_time(), milliseconds(900));
}

TEST(BfdTimers, AFasterReceiverIsServedFromTheLastPacketOn) {
  TwoSessions world(options(1, 50), options(2, 2000));
  world.run(seconds(20));
  ASSERT_TRUE(world.both(State::up));
  world.forget_history();
  world.feed(world.b(), ConfigChanged{timers(2000, 50)});
  world.run(milliseconds(60));  // and not only after what was left of two seconds
  EXPECT_GE(world.a().sent.size(), 2U);
  world.run(seconds(20));
  expect_quiet(world);
}

}  // namespace
}  // namespace herald::bfd
