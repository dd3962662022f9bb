#include "core/net/u128.h"

#include "core/base/random.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

// Two halves make a number, and come back out of it.
static_assert(make_u128(0, 1) == 1);
static_assert(make_u128(1, 0) == U128{1} << 64);
static_assert(high_half(make_u128(2, 3)) == 2 && low_half(make_u128(2, 3)) == 3);
static_assert(make_u128(~std::uint64_t{0}, ~std::uint64_t{0}) == kU128Max && kU128Max + 1 == 0);

// Sums stop at the largest number instead of wrapping, from either side.
static_assert(saturating_add(0, 0) == 0);
static_assert(saturating_add(kU128Max, 0) == kU128Max);
static_assert(saturating_add(kU128Max - 1, 1) == kU128Max);
static_assert(saturating_add(kU128Max, 1) == kU128Max && saturating_add(1, kU128Max) == kU128Max);
static_assert(saturating_add(kU128Max, kU128Max) == kU128Max);
static_assert(saturating_add(make_u128(0, ~std::uint64_t{0}), 1) == make_u128(1, 0));

// Decimal text, at each end and where the halves meet.
TEST(U128, ToDecimal) {
  EXPECT_EQ(to_decimal(0), "0");
  EXPECT_EQ(to_decimal(9), "9");
  EXPECT_EQ(to_decimal(10), "10");
  EXPECT_EQ(to_decimal(make_u128(0, ~std::uint64_t{0})), "18446744073709551615");
  EXPECT_EQ(to_decimal(make_u128(1, 0)), "18446744073709551616");
  EXPECT_EQ(to_decimal(kU128Max), "340282366920938463463374607431768211455");
}

// For numbers of 64 bits the standard library says the same; beyond, the digits add up to the number again.
TEST(U128, ToDecimalAtRandom) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t low = random.next() >> random.below(64);
    ASSERT_EQ(to_decimal(low), std::to_string(low));

    const U128 value = make_u128(random.next(), low) >> random.below(64);
    U128 again = 0;
    for (const char digit : to_decimal(value))
      again = again * 10 + static_cast<U128>(digit - '0');
    ASSERT_EQ(again, value);
  }
}

}  // namespace
}  // namespace herald::net
