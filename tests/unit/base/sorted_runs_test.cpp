#include "core/base/sorted_runs.h"

#include "core/base/random.h"

#include <iterator>
#include <memory>
#include <set>
#include <vector>

#include <gmock/gmock.h>

namespace herald {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

using Runs = SortedRuns<int>;

TEST(SortedRuns, AnEmptyOneHasNothing) {
  const Runs none;
  EXPECT_EQ(none.begin(), none.end());
  EXPECT_EQ(none.find(1), none.end());
  EXPECT_EQ(none.lower_bound(1), none.end());
  EXPECT_TRUE(none.empty());
}

TEST(SortedRuns, TellsWhatIsThereAlready) {
  Runs runs;
  EXPECT_TRUE(runs.insert(7).second);
  const auto [at, is_new] = runs.insert(7);
  EXPECT_FALSE(is_new);
  EXPECT_EQ(*at, 7);
  EXPECT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs.erase_key(8), 0U);
  EXPECT_EQ(runs.erase_key(7), 1U);
  EXPECT_TRUE(runs.empty());
}

TEST(SortedRuns, IsWalkedBothWays) {
  Runs runs;
  for (int i = 0; i < 1000; ++i)
    runs.insert(i * 3);
  int expected = 0;
  for (const int value : runs)
    EXPECT_EQ(value, std::exchange(expected, expected + 3));
  EXPECT_EQ(expected, 3000);
  for (auto at = runs.end(); at != runs.begin();)
    EXPECT_EQ(*--at, expected -= 3);
  EXPECT_EQ(expected, 0);
}

// In every order of arrival it is what a std::set is.
TEST(SortedRuns, IsASetUnderAnyChanges) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed);
    Runs runs;
    std::set<int> set;
    const auto most = 50 + random.below(3000);
    for (int i = 0; i < 5000; ++i) {
      const int value = static_cast<int>(random.below(most));
      if (random.chance(2, 3)) {
        const auto [at, is_new] = runs.insert(value);
        ASSERT_EQ(*at, value);
        ASSERT_EQ(is_new, set.insert(value).second);
      } else if (const auto at = runs.find(value); at != runs.end()) {
        const auto behind = runs.erase(at);
        const auto expected = set.erase(set.find(value));
        ASSERT_EQ(behind == runs.end(), expected == set.end());
        if (behind != runs.end()) {
          ASSERT_EQ(*behind, *expected);
        }
      } else {
        ASSERT_FALSE(set.contains(value));
      }
      const auto bound = runs.lower_bound(value);
      const auto expected = set.lower_bound(value);
      ASSERT_EQ(bound == runs.end(), expected == set.end());
      if (bound != runs.end()) {
        ASSERT_EQ(*bound, *expected);
      }
    }
    ASSERT_THAT(std::vector<int>(runs.begin(), runs.end()), ElementsAreArray(set));
    ASSERT_EQ(runs.size(), set.size());
  }
}

TEST(SortedRuns, EraseIfGoesThroughAllInOrder) {
  Runs runs;
  for (int i = 0; i < 200; ++i)
    runs.insert(i);
  std::vector<int> seen;
  runs.erase_if([&](int value) {
    seen.push_back(value);
    return value != 3 && value != 199;
  });
  EXPECT_EQ(seen.size(), 200U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_THAT(std::vector<int>(runs.begin(), runs.end()), ElementsAre(3, 199));
  EXPECT_EQ(runs.size(), 2U);
  runs.insert(100);
  EXPECT_THAT(std::vector<int>(runs.begin(), runs.end()), ElementsAre(3, 100, 199));
}

struct ByTarget {
  bool operator()(const std::unique_ptr<int>& a, const std::unique_ptr<int>& b) const { return *a < *b; }
  bool operator()(const std::unique_ptr<int>& a, int b) const { return *a < b; }
  bool operator()(int a, const std::unique_ptr<int>& b) const { return a < *b; }
};

TEST(SortedRuns, HoldsWhatCannotBeCopiedAndLooksItUpByAnotherType) {
  SortedRuns<std::unique_ptr<int>, ByTarget> runs;
  for (int i = 500; i > 0; --i)
    runs.insert(std::make_unique<int>(i));
  ASSERT_TRUE(runs.contains(250));
  EXPECT_EQ(**runs.find(250), 250);
  runs.erase_key(250);
  EXPECT_FALSE(runs.contains(250));
  *runs.at(runs.find(500)) = 501;
  EXPECT_TRUE(runs.contains(501));
}

}  // namespace
}  // namespace herald
