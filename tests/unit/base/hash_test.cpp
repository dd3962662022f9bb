#include "core/base/hash.h"

#include "core/base/random.h"

#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace herald {
namespace {

// Nodes of different releases compare these values with each other. If a test here fails, the change breaks
// rolling upgrades: do not update the numbers.

// mix64 is the finalizer of SplitMix64: the published first outputs for seed 0.
static_assert(mix64(0) == 0xe220a8397b1dcdafULL);
static_assert(mix64(0x9e3779b97f4a7c15ULL) == 0x6e789e6aa1b965f4ULL);
static_assert(mix64(2 * 0x9e3779b97f4a7c15ULL) == 0x06c45d188009454fULL);

// stable_hash is 64-bit FNV-1a, mixed: the FNV values are those of the authors' test suite.
static_assert(stable_hash("") == mix64(0xcbf29ce484222325ULL));
static_assert(stable_hash("a") == mix64(0xaf63dc4c8601ec8cULL));
static_assert(stable_hash("foobar") == mix64(0x85944171f73967e8ULL));

TEST(Hash, GoldenValues) {
  EXPECT_EQ(stable_hash("node-1"), 0x94a9d40986da123dULL);
  EXPECT_EQ(stable_hash("node-1", 1), 0x550cb8e5da46f298ULL);
  EXPECT_EQ(stable_hash("node-1", ~std::uint64_t{0}), 0x9aaeb8d04531316fULL);
  EXPECT_EQ(hash_combine(1, 2), 0x22b90bf479e62b59ULL);
  EXPECT_EQ(hash_combine(2, 1), 0x87cfbf7f7fed3d79ULL);
}

// Bytes above 0x7f count as 128..255 whether char is signed here or not; NUL is a byte like any other.
TEST(Hash, EveryByteCounts) {
  EXPECT_EQ(stable_hash("\xff"), mix64((0xcbf29ce484222325ULL ^ 0xff) * 0x100000001b3ULL));
  EXPECT_NE(stable_hash(std::string_view("a\0", 2)), stable_hash("a"));
}

// Avalanche: flipping any one input bit flips about half of the output bits.
TEST(Hash, Avalanche) {
  Random random(1);
  for (int bit = 0; bit < 64; ++bit) {
    int flipped = 0;
    constexpr int kRounds = 200;
    for (int i = 0; i < kRounds; ++i) {
      const std::uint64_t value = random.next();
      flipped += std::popcount(mix64(value) ^ mix64(value ^ std::uint64_t{1} << bit));
    }
    EXPECT_NEAR(static_cast<double>(flipped) / kRounds, 32.0, 2.0) << "input bit " << bit;
  }
}

// Names as clusters have them, under small seeds, do not collide: neither in the whole nor in the high half.
TEST(Hash, NamesDoNotCollide) {
  std::set<std::uint64_t> whole;
  std::set<std::uint64_t> high;
  std::size_t count = 0;
  for (int node = 0; node < 2000; ++node) {
    for (std::uint64_t seed = 0; seed < 5; ++seed, ++count) {
      const std::uint64_t hash = stable_hash("node-" + std::to_string(node), seed);
      whole.insert(hash);
      high.insert(hash >> 32);
    }
  }
  EXPECT_EQ(whole.size(), count);
  EXPECT_GE(high.size(), count - 1);  // by chance one of 10,000 in 2^32 may
}

// A seed never cancels against the text.
TEST(Hash, SeedsDoNotCancel) {
  std::set<std::uint64_t> seen;
  for (char letter = 'a'; letter <= 'z'; ++letter) {
    for (std::uint64_t seed = 0; seed < 256; ++seed)
      seen.insert(stable_hash(std::string(1, letter), seed));
  }
  EXPECT_EQ(seen.size(), 26u * 256u);
}

// hash_combine tells its sides apart, also when one of them is itself a hash.
TEST(Hash, CombineKeepsOrder) {
  Random random(2);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t a = random.next();
    const std::uint64_t b = random.next();
    ASSERT_NE(hash_combine(a, b), hash_combine(b, a));
    ASSERT_NE(hash_combine(mix64(a), b), hash_combine(mix64(b), a));
    ASSERT_NE(hash_combine(mix64(a), a), hash_combine(mix64(b), b));
  }
}

}  // namespace
}  // namespace herald
