#include "core/model/compact_key.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace herald::model {
namespace {

TEST(CompactKey, GivesBackTheKeyAndSortsAsItDoes) {
  std::vector<ServiceKey> keys = {{"shop", "web"}, {"", "node-1"}, {"shop-a", "a"}, {"shop", ""}, {"a", "z"}};
  std::vector<CompactKey> compact(keys.begin(), keys.end());
  std::ranges::sort(keys);
  std::ranges::sort(compact);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    EXPECT_EQ(compact[i].key(), keys[i]);
    EXPECT_EQ(compact[i].name_space(), keys[i].name_space);
    EXPECT_EQ(compact[i].name(), keys[i].name);
  }
}

}  // namespace
}  // namespace herald::model
