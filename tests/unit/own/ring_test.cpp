#include "core/own/ring.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

std::vector<NodeId> nodes(std::size_t count) {
  std::vector<NodeId> all;
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(node_id("node-" + std::to_string(i)));
  return all;
}

bool contains(const std::vector<NodeId>& all, NodeId node) {
  return std::find(all.begin(), all.end(), node) != all.end();
}

TEST(Ring, SmallClustersAreFullMeshes) {
  for (std::size_t count = 1; count <= Ring::kMesh; ++count) {
    const auto all = nodes(count);
    const Ring ring(all);
    for (const NodeId node : all) {
      EXPECT_EQ(ring.watchers_of(node, {}).size(), count - 1);
      EXPECT_EQ(ring.watched_by(node, {}).size(), count - 1);
      EXPECT_EQ(ring.partners_of(node, {}).size(), count - 1);
    }
  }
}

TEST(Ring, CostDoesNotGrowWithTheCluster) {
  for (const std::size_t count : {10U, 100U, 2000U}) {
    const auto all = nodes(count);
    const Ring ring(all);
    for (const NodeId node : all) {
      EXPECT_EQ(ring.watchers_of(node, {}).size(), 4U);
      EXPECT_EQ(ring.watched_by(node, {}).size(), 4U);
      EXPECT_EQ(ring.partners_of(node, {}).size(), 8U);
    }
  }
}

TEST(Ring, BothEndsOfASessionNameEachOther) {
  const auto all = nodes(40);
  const Ring ring(all);
  NodeIds gone;
  for (std::size_t i = 0; i < 40; i += 2)
    gone.insert(all[i]);
  for (const NodeId a : all) {
    for (const NodeId b : ring.partners_of(a, gone))
      EXPECT_TRUE(gone.contains(a) || gone.contains(b) || ring.partners_of(b, gone).contains(a));
  }
}

TEST(Ring, WatchersAndWatchedAreTheSamePairs) {
  const auto all = nodes(60);
  const Ring ring(all);
  NodeIds gone;
  for (std::size_t i = 0; i < 45; ++i)
    gone.insert(all[i]);
  for (const NodeId watcher : all) {
    for (const NodeId node : all) {
      if (contains(ring.watchers_of(node, gone), watcher)) {
        EXPECT_TRUE(ring.watched_by(watcher, gone).contains(node));
      }
    }
  }
}

TEST(Ring, GoneWatchersDoNotCountAndAreReplacedWhenNoneIsLeft) {
  std::vector<NodeId> all = nodes(12);
  std::sort(all.begin(), all.end());
  const Ring ring(all);
  EXPECT_EQ(ring.watchers_of(all[8], {}), (std::vector{all[7], all[6], all[5], all[4]}));
  EXPECT_EQ(ring.watchers_of(all[8], {all[7], all[5]}), (std::vector{all[6], all[4]}));
  EXPECT_EQ(ring.watchers_of(all[8], {all[7], all[6], all[5], all[4], all[2]}),
            (std::vector{all[3], all[1], all[0], all[11]}));
}

// Eight in a row: the four at the front are missed at once, the four behind them are looked after by the same
// survivors from then on, all at one time.
TEST(Ring, ThoseBehindARowOfTheGoneAreLookedAfterTogether) {
  std::vector<NodeId> all = nodes(30);
  std::sort(all.begin(), all.end());
  const Ring ring(all);
  const NodeIds gone{all[10], all[11], all[12], all[13]};
  for (std::size_t survivor = 6; survivor < 10; ++survivor) {
    const NodeIds watched = ring.to_watch(all[survivor], gone);
    for (std::size_t behind = 14; behind < 18; ++behind) {
      EXPECT_TRUE(watched.contains(all[behind])) << survivor << " " << behind;
      EXPECT_TRUE(ring.partners_of(all[behind], gone).contains(all[survivor])) << survivor << " " << behind;
    }
  }
  EXPECT_EQ(ring.to_watch(all[0], gone), ring.watched_by(all[0], gone))
      << "who is far away has no part in it";
  EXPECT_EQ(ring.to_watch(all[8], {all[10], all[11], all[12]}), ring.watched_by(all[8], {}))
      << "all[9] lives";
}

TEST(Ring, GoneMembersAreStillWatchedForTheirReturn) {
  const auto all = nodes(20);
  const Ring ring(all);
  const NodeId gone = all[3];
  for (const NodeId watcher : ring.watchers_of(gone, {}))
    EXPECT_TRUE(ring.watched_by(watcher, {gone}).contains(gone));
}

TEST(Ring, StrangerIsNotWatched) {
  const Ring ring(nodes(3));
  EXPECT_TRUE(ring.watchers_of(node_id("nobody"), {}).empty());
  EXPECT_TRUE(ring.watched_by(node_id("nobody"), {}).empty());
  EXPECT_TRUE(ring.partners_of(node_id("nobody"), {}).empty());
}

}  // namespace
}  // namespace herald::own
