// What is told, and what is in force (RFC 5880, sections 6.8.2 to 6.8.4, and 6.8.7 for the jitter).
#include "core/bfd/negotiation.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Timers timers(int transmit, int receive) {
  return {.transmit = milliseconds(transmit), .receive = milliseconds(receive), .multiplier = 3};
}

ControlPacket says(int transmit, int receive, std::uint8_t multiplier = 3) {
  ControlPacket packet;
  packet.multiplier = multiplier;
  packet.desired_min_transmit = milliseconds(transmit);
  packet.required_min_receive = milliseconds(receive);
  return packet;
}

Negotiation up_with(const Timers& ours, const ControlPacket& theirs) {
  Negotiation negotiation(ours, seconds(1));
  negotiation.hear(theirs);
  negotiation.settle(State::up, true);
  negotiation.confirm();
  negotiation.settle(State::up, true);
  return negotiation;
}

TEST(BfdNegotiation, SlowUntilUp) {
  Negotiation negotiation(timers(100, 200), seconds(1));
  EXPECT_EQ(negotiation.transmit_interval(), seconds(1));
  EXPECT_EQ(negotiation.told_transmit(), Interval(seconds(1)));
  EXPECT_EQ(negotiation.told_receive(), Interval(milliseconds(200)));
  negotiation.settle(State::up, true);
  EXPECT_TRUE(negotiation.polling());
  EXPECT_EQ(negotiation.told_transmit(), Interval(milliseconds(100)));
  EXPECT_EQ(negotiation.transmit_interval(), milliseconds(100));  // faster needs no leave
  negotiation.settle(State::down, true);
  EXPECT_EQ(negotiation.transmit_interval(), seconds(1));
}

TEST(BfdNegotiation, SlowerThanSlowStaysSo) {
  EXPECT_EQ(Negotiation(timers(5000, 300), seconds(1)).transmit_interval(), seconds(5));
}

TEST(BfdNegotiation, TheMoreModestSideWins) {
  EXPECT_EQ(up_with(timers(100, 100), says(100, 250)).transmit_interval(), milliseconds(250));
  EXPECT_EQ(up_with(timers(300, 100), says(100, 250)).transmit_interval(), milliseconds(300));
  EXPECT_EQ(up_with(timers(100, 100), says(400, 100)).detection_time(), milliseconds(1200));
  EXPECT_EQ(up_with(timers(100, 500), says(400, 100)).detection_time(), milliseconds(1500));
}

TEST(BfdNegotiation, DetectionUsesTheirMultiplier) {
  EXPECT_EQ(up_with(timers(100, 100), says(100, 100, 5)).detection_time(), milliseconds(500));
}

TEST(BfdNegotiation, SlowerTransmissionWaitsForTheFinal) {
  Negotiation negotiation = up_with(timers(100, 100), says(100, 100));
  negotiation.configure(timers(400, 100));
  negotiation.settle(State::up, true);
  EXPECT_TRUE(negotiation.polling());
  EXPECT_EQ(negotiation.told_transmit(), Interval(milliseconds(400)));
  EXPECT_EQ(negotiation.transmit_interval(), milliseconds(100));
  negotiation.confirm();
  EXPECT_FALSE(negotiation.polling());
  EXPECT_EQ(negotiation.transmit_interval(), milliseconds(400));
}

TEST(BfdNegotiation, StricterDetectionWaitsForTheFinal) {
  Negotiation negotiation = up_with(timers(100, 400), says(100, 100));
  negotiation.configure(timers(100, 200));
  negotiation.settle(State::up, true);
  EXPECT_EQ(negotiation.told_receive(), Interval(milliseconds(200)));
  EXPECT_EQ(negotiation.detection_time(), milliseconds(1200));
  negotiation.confirm();
  EXPECT_EQ(negotiation.detection_time(), milliseconds(600));
}

TEST(BfdNegotiation, MoreGenerousDetectionHoldsAtOnce) {
  Negotiation negotiation = up_with(timers(100, 200), says(100, 100));
  negotiation.configure(timers(100, 400));
  negotiation.settle(State::up, true);
  EXPECT_EQ(negotiation.detection_time(), milliseconds(1200));
}

TEST(BfdNegotiation, AChangeDuringAPollWaitsForItsOwn) {
  Negotiation negotiation = up_with(timers(100, 100), says(100, 100));
  negotiation.configure(timers(400, 100));
  negotiation.settle(State::up, true);
  negotiation.configure(timers(700, 100));
  negotiation.settle(State::up, true);
  EXPECT_EQ(negotiation.told_transmit(), Interval(milliseconds(400)));
  negotiation.confirm();
  negotiation.settle(State::up, true);
  EXPECT_TRUE(negotiation.polling());
  EXPECT_EQ(negotiation.told_transmit(), Interval(milliseconds(700)));
  EXPECT_EQ(negotiation.transmit_interval(), milliseconds(400));
}

TEST(BfdNegotiation, TheMultiplierNeedsNoPoll) {
  Negotiation negotiation = up_with(timers(100, 100), says(100, 100));
  Timers changed = timers(100, 100);
  changed.multiplier = 9;
  negotiation.configure(changed);
  negotiation.settle(State::up, true);
  EXPECT_FALSE(negotiation.polling());
  EXPECT_EQ(negotiation.multiplier(), 9);
}

TEST(BfdNegotiation, NobodyToConfirmNoPoll) {
  Negotiation negotiation(timers(100, 100), seconds(1));
  negotiation.configure(timers(100, 400));
  negotiation.settle(State::down, false);
  EXPECT_FALSE(negotiation.polling());
  EXPECT_EQ(negotiation.told_receive(), Interval(milliseconds(400)));
}

TEST(BfdNegotiation, ForgetsTheWishesOfTheDead) {
  Negotiation negotiation = up_with(timers(100, 100), says(100, 0));
  EXPECT_TRUE(negotiation.remote_wants_nothing());
  negotiation.forget_remote();
  EXPECT_FALSE(negotiation.remote_wants_nothing());
}

TEST(BfdJitter, Bounds) {
  const Duration interval = milliseconds(1000);
  Duration least[2] = {interval, interval};
  Duration most[2] = {};
  for (std::uint64_t draw = 0; draw < 20'000; ++draw) {
    for (const std::uint8_t multiplier : {std::uint8_t{1}, std::uint8_t{2}}) {
      const Duration pause = jittered(interval, multiplier, draw);
      least[multiplier - 1] = std::min(least[multiplier - 1], pause);
      most[multiplier - 1] = std::max(most[multiplier - 1], pause);
    }
  }
  EXPECT_EQ(least[0], milliseconds(750));
  EXPECT_EQ(most[0], milliseconds(900));
  EXPECT_EQ(least[1], milliseconds(750));
  EXPECT_EQ(most[1], milliseconds(1000));
}

TEST(BfdJitter, SurvivesTheLongestInterval) {
  const Duration longest = Interval::max();
  for (const std::uint64_t draw : {std::uint64_t{0}, std::uint64_t{1250}, std::uint64_t{2500}}) {
    EXPECT_LE(jittered(longest, 2, draw), longest);
    EXPECT_GE(jittered(longest, 2, draw), longest * 3 / 4);
  }
}

}  // namespace
}  // namespace herald::bfd
