#include "core/base/strong.h"

#include <concepts>
#include <string>
#include <type_traits>
#include <unordered_set>

#include <gtest/gtest.h>

namespace herald {
namespace {

using PeerIndex = Strong<struct PeerIndexTag, int>;
using PoolIndex = Strong<struct PoolIndexTag, int>;
using PoolName = Strong<struct PoolNameTag, std::string>;

// Strong types do not mix with each other or with what they wrap.
static_assert(!std::convertible_to<int, PeerIndex>);
static_assert(!std::convertible_to<PeerIndex, int>);
static_assert(!std::constructible_from<PeerIndex, PoolIndex>);
static_assert(!std::assignable_from<PeerIndex&, PoolIndex>);
static_assert(!std::equality_comparable_with<PeerIndex, PoolIndex>);
static_assert(std::totally_ordered<PeerIndex> && std::totally_ordered<PoolName>);

// A strong type costs what it wraps.
static_assert(sizeof(PeerIndex) == sizeof(int) && std::is_trivially_copyable_v<PeerIndex>);

// An unset one holds the value-initialized T, not garbage.
static_assert(PeerIndex{}.value() == 0);

// Order and equality are those of the wrapped values.
TEST(Strong, ComparesLikeItsValue) {
  for (const int a : {-2, 0, 3}) {
    for (const int b : {-2, 0, 3}) {
      EXPECT_EQ(PeerIndex(a) <=> PeerIndex(b), a <=> b);
      EXPECT_EQ(PeerIndex(a) == PeerIndex(b), a == b);
    }
  }
  EXPECT_LT(PoolName("lab"), PoolName("public"));
}

// Equal values hash alike, so that unordered containers find them.
TEST(Strong, HashesLikeItsValue) {
  EXPECT_EQ(std::hash<PoolName>{}(PoolName("lab")), std::hash<std::string>{}("lab"));
  const std::unordered_set<PeerIndex> peers{PeerIndex(1), PeerIndex(2), PeerIndex(1)};
  EXPECT_EQ(peers.size(), 2u);
}

}  // namespace
}  // namespace herald
