#include "core/base/sorted_map.h"

#include "core/base/random.h"

#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace herald {
namespace {

TEST(SortedMap, KeepsWhatIsThereUntilItIsAssigned) {
  SortedMap<int, std::string> map;
  EXPECT_TRUE(map.try_emplace(1, "a").second);
  const auto [at, is_new] = map.try_emplace(1, "b");
  EXPECT_FALSE(is_new);
  EXPECT_EQ(at->second, "a");
  map.insert_or_assign(1, "c");
  EXPECT_EQ(map.at(1), "c");
  map.value(map.find(1)) = "d";
  EXPECT_EQ(map.at(1), "d");
  map.erase(map.find(1));
  EXPECT_FALSE(map.contains(1));
}

TEST(SortedMap, IsAMapUnderAnyChanges) {
  Random random(1);
  SortedMap<int, int> sorted;
  std::map<int, int> map;
  for (int i = 0; i < 20'000; ++i) {
    const int key = static_cast<int>(random.below(1500));
    if (random.chance(1, 3)) {
      const auto at = sorted.find(key);
      ASSERT_EQ(at != sorted.end(), map.contains(key));
      if (at != sorted.end()) sorted.erase(at);
      map.erase(key);
    } else if (random.chance(1, 2)) {
      sorted.insert_or_assign(key, i);
      map.insert_or_assign(key, i);
    } else {
      ASSERT_EQ(sorted.try_emplace(key, i).second, map.try_emplace(key, i).second);
    }
  }
  using Pairs = std::vector<std::pair<int, int>>;
  EXPECT_EQ(Pairs(sorted.begin(), sorted.end()), Pairs(map.begin(), map.end()));
}

}  // namespace
}  // namespace herald
