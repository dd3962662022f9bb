#include "runtime/entropy.h"

#include <array>
#include <cstdint>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

TEST(Entropy, FillsEveryByte) {
  std::array<std::uint8_t, 4096> bytes{};
  fill_random(bytes);
  std::array<int, 256> seen{};
  for (const std::uint8_t byte : bytes)
    ++seen[byte];
  // 4096 draws from 256 values: that one value takes a quarter of them has a chance below 2^-1000.
  for (const int count : seen)
    EXPECT_LT(count, 1024);
  fill_random({});
}

TEST(Entropy, SeedsDiffer) {
  EXPECT_NE(random_seed(), random_seed());
}

}  // namespace
}  // namespace herald::runtime
