#include "core/base/random.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

namespace herald {
namespace {

// The sequence is SplitMix64's: these are the published outputs for seed 1234567. Simulations are named by
// their seed, so a change here would lose every recorded one.
TEST(Random, IsSplitMix64) {
  Random random(1234567);
  for (const std::uint64_t expected : {6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL,
                                       4593380528125082431ULL, 16408922859458223821ULL}) {
    EXPECT_EQ(random.next(), expected);
  }
}

// The same seed gives the same sequence, another seed another one.
TEST(Random, SeedDecides) {
  Random a(7);
  Random b(7);
  Random c(8);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t value = a.next();
    ASSERT_EQ(value, b.next());
    differs = differs || value != c.next();
  }
  EXPECT_TRUE(differs);
}

// It works at compile time: nothing outside the value takes part.
static_assert(Random(5).next() == Random(5).next());

// below() stays below its bound, for bounds of every size.
TEST(Random, BelowStaysBelow) {
  Random random(2);
  for (int bits = 0; bits < 64; ++bits) {
    const std::uint64_t bound = std::uint64_t{1} << bits;
    for (int i = 0; i < 50; ++i) {
      ASSERT_LT(random.below(bound), bound);
      ASSERT_LT(random.below(bound + bound / 3), bound + bound / 3);
    }
  }
}

// below() reaches every value, each about equally often.
TEST(Random, BelowIsEven) {
  Random random(3);
  std::array<int, 10> seen{};
  for (int i = 0; i < 10'000; ++i)
    ++seen[static_cast<std::size_t>(random.below(seen.size()))];
  for (const int count : seen)
    EXPECT_NEAR(count, 1000, 150);  // five standard deviations
}

// chance() is never true for 0 of n, always for n of n, and in proportion in between.
TEST(Random, ChanceIsInProportion) {
  Random random(4);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    ASSERT_FALSE(random.chance(0, 5));
    ASSERT_TRUE(random.chance(5, 5));
    hits += random.chance(1, 4) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 2500, 220);
}

// Nothing is below 0: asking is a bug.
TEST(RandomDeathTest, BelowZero) {
  Random random(5);
  EXPECT_DEATH(static_cast<void>(random.below(0)), "broken invariant");
}

}  // namespace
}  // namespace herald
