#include "lab/wire/delay_line.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::lab {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

Instant at(int ms) {
  return Instant(milliseconds(ms));
}

struct Arrival {
  Instant when;
  std::uint8_t frame = 0;
};

// Frames 0, 1, 2 ... go in, one a millisecond; what comes out, in order.
std::vector<Arrival> through(DelayLine& line, int frames) {
  for (int i = 0; i < frames; ++i)
    line.add(at(i), {static_cast<std::uint8_t>(i)});
  std::vector<Arrival> out;
  while (line.next() != kNever) {
    const Instant when = line.next();
    out.push_back({when, line.take().front()});
  }
  return out;
}

TEST(DelayLine, LetsEveryFrameWaitAndKeepsTheirOrder) {
  DelayLine line({.delay = milliseconds(20)}, 1);
  const std::vector<Arrival> out = through(line, 3);
  ASSERT_EQ(out.size(), 3U);
  for (std::uint8_t i = 0; i < 3; ++i) {
    EXPECT_EQ(out[i].frame, i);
    EXPECT_EQ(out[i].when, at(20 + i));
  }
}

TEST(DelayLine, JitterStaysWithinItsBoundsAndReorders) {
  DelayLine line({.delay = milliseconds(20), .jitter = milliseconds(10)}, 7);
  const std::vector<Arrival> out = through(line, 200);
  ASSERT_EQ(out.size(), 200U);
  Duration shortest = milliseconds(100);
  Duration longest{};
  int overtaken = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Duration waited = out[i].when - at(out[i].frame);
    shortest = std::min(shortest, waited);
    longest = std::max(longest, waited);
    if (i > 0 && out[i].frame < out[i - 1].frame) ++overtaken;
  }
  EXPECT_GE(shortest, milliseconds(10));
  EXPECT_LT(shortest, milliseconds(11));
  EXPECT_LE(longest, milliseconds(30));
  EXPECT_GT(longest, milliseconds(29));
  EXPECT_GT(overtaken, 50);
}

TEST(DelayLine, SomeDoNotWaitAtAll) {
  DelayLine line({.delay = milliseconds(20), .reorder_percent = 10}, 3);
  int at_once = 0;
  for (const Arrival& arrival : through(line, 200)) {
    if (arrival.when == at(arrival.frame)) ++at_once;
  }
  EXPECT_NEAR(at_once, 20, 12);
}

TEST(DelayLine, TheSameSeedGivesTheSameOrder) {
  const Slowness slowness{.delay = milliseconds(20), .jitter = milliseconds(10), .reorder_percent = 5};
  const auto order = [&](std::uint64_t seed) {
    DelayLine line(slowness, seed);
    std::vector<std::uint8_t> frames;
    for (const Arrival& arrival : through(line, 100))
      frames.push_back(arrival.frame);
    return frames;
  };
  EXPECT_EQ(order(5), order(5));
  EXPECT_NE(order(5), order(6));
}

TEST(DelayLine, LosesWhatItHasNoRoomFor) {
  DelayLine line({.delay = milliseconds(1)}, 1);
  for (std::size_t i = 0; i < DelayLine::kRoom + 5; ++i)
    line.add(at(0), {1});
  std::size_t left = 0;
  for (; line.next() != kNever; ++left)
    static_cast<void>(line.take());
  EXPECT_EQ(left, DelayLine::kRoom);
}

}  // namespace
}  // namespace herald::lab
