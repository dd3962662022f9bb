#include "core/base/backoff.h"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace herald {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Backoff::Limits kLimits{milliseconds(100), milliseconds(1000)};

// Each delay lies between half of its step and all of it; steps double up to the cap and stay there.
TEST(Backoff, DoublesUpToTheCap) {
  const std::vector<milliseconds> steps{milliseconds(100), milliseconds(200),  milliseconds(400),
                                        milliseconds(800), milliseconds(1000), milliseconds(1000)};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    Backoff backoff(kLimits);
    for (const Duration step : steps) {
      const Duration delay = backoff.next(random);
      ASSERT_GE(delay, step / 2);
      ASSERT_LE(delay, step);
    }
  }
}

// Success forgets the failures.
TEST(Backoff, ResetStartsOver) {
  Random random(1);
  Backoff backoff(kLimits);
  for (int i = 0; i < 10; ++i)
    static_cast<void>(backoff.next(random));
  backoff.reset();
  EXPECT_LE(backoff.next(random), kLimits.first);
  EXPECT_GT(backoff.next(random), milliseconds(99)) << "the second step after a reset is the doubled one";
}

// The jitter reaches both ends of the step, odd steps included.
TEST(Backoff, JitterReachesBothEnds) {
  for (const int step : {1, 2, 3, 7, 8}) {
    std::set<Duration> seen;
    Random random(2);
    for (int i = 0; i < 500; ++i) {
      Backoff backoff({Duration(step), seconds(1)});
      seen.insert(backoff.next(random));
    }
    EXPECT_EQ(*seen.begin(), Duration(step / 2));
    EXPECT_EQ(*seen.rbegin(), Duration(step));
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(step - step / 2 + 1));
  }
}

// A cap below the first step wins from the start.
TEST(Backoff, CapBelowFirst) {
  Random random(3);
  Backoff backoff({seconds(10), seconds(2)});
  for (int i = 0; i < 20; ++i) {
    const Duration delay = backoff.next(random);
    EXPECT_GE(delay, seconds(1));
    EXPECT_LE(delay, seconds(2));
  }
}

// The longest cap there is does not overflow on the way there.
TEST(Backoff, LongestCap) {
  Random random(4);
  Backoff backoff({seconds(1), Duration::max()});
  Duration last = Duration::zero();
  for (int i = 0; i < 100; ++i) {
    last = backoff.next(random);
    ASSERT_GT(last, Duration::zero());
  }
  EXPECT_GE(last, Duration::max() / 2);
}

// No delay is a valid first step: it stays no delay.
TEST(Backoff, ZeroStaysZero) {
  Random random(5);
  Backoff backoff({Duration::zero(), seconds(1)});
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(backoff.next(random), Duration::zero());
}

}  // namespace
}  // namespace herald
