#include "core/own/verdict.h"

#include "core/base/random.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::own {
namespace {

std::vector<NodeId> nodes(std::size_t count) {
  std::vector<NodeId> all;
  all.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    all.push_back(node_id("node-" + std::to_string(i)));
  std::sort(all.begin(), all.end());
  return all;
}

NodeIds subset(const std::vector<NodeId>& all, std::uint64_t mask) {
  NodeIds chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (mask >> i & 1) chosen.insert(all[i]);
  }
  return chosen;
}

// Each survivor reports those of `crashed` that it watches; the crashed ones say what they said before:
// nothing.
Accusations reports(const Ring& ring, const std::vector<NodeId>& all, const NodeIds& crashed,
                    const NodeIds& dead) {
  Accusations accusations;
  for (const NodeId watcher : all) {
    if (crashed.contains(watcher)) continue;
    for (const NodeId node : ring.watched_by(watcher, dead)) {
      if (crashed.contains(node)) accusations[node].insert(watcher);
    }
  }
  return accusations;
}

// Whom `me` has a session with, and who lives.
NodeIds heard(const Ring& ring, const NodeIds& crashed, const NodeIds& dead, NodeId me) {
  NodeIds heard = ring.partners_of(me, dead);
  std::erase_if(heard, [&](NodeId node) { return crashed.contains(node); });
  return heard;
}

// As in life: those who are found dead change who watches whom, which finds more.
NodeIds found_dead(const Ring& ring, const std::vector<NodeId>& all, const NodeIds& crashed, NodeId me) {
  NodeIds dead;
  for (;;) {
    const NodeIds next =
        dead_members(ring, reports(ring, all, crashed, dead), me, heard(ring, crashed, dead, me));
    if (next == dead) return dead;
    dead = next;
  }
}

TEST(Verdict, EverySubsetOfASmallClusterThatCrashesIsFoundDead) {
  for (std::size_t count = 2; count <= 9; ++count) {
    const auto all = nodes(count);
    const Ring ring(all);
    for (std::uint64_t mask = 0; mask + 1 < std::uint64_t{1} << count; ++mask) {
      const NodeIds crashed = subset(all, mask);
      for (const NodeId me : all) {
        if (crashed.contains(me)) continue;
        ASSERT_EQ(dead_members(ring, reports(ring, all, crashed, {}), me, {}), crashed)
            << count << " " << mask;
      }
    }
  }
}

TEST(Verdict, EverySubsetOfARingThatCrashesIsFoundDead) {
  const auto all = nodes(12);
  const Ring ring(all);
  for (std::uint64_t mask = 0; mask < 4095; ++mask) {
    const NodeIds crashed = subset(all, mask);
    const auto me = std::find_if(all.begin(), all.end(), [&](NodeId n) { return !crashed.contains(n); });
    ASSERT_EQ(found_dead(ring, all, crashed, *me), crashed) << mask;
  }
}

TEST(Verdict, HalfOfALargeRingIsFoundDead) {
  const auto all = nodes(300);
  const Ring ring(all);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Random random(seed);
    NodeIds crashed;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (random.chance(1, 2)) crashed.insert(all[i]);
    }
    ASSERT_EQ(found_dead(ring, all, crashed, all[0]), crashed);
  }
}

TEST(Verdict, OneBrokenPathKillsNobody) {
  for (std::size_t count = 3; count <= 14; ++count) {
    const auto all = nodes(count);
    const Ring ring(all);
    for (const NodeId a : all) {
      for (const NodeId b : ring.partners_of(a, {})) {
        const Accusations accusations{{a, {b}}, {b, {a}}};
        for (const NodeId me : all)
          ASSERT_TRUE(dead_members(ring, accusations, me, {}).empty()) << count;
      }
    }
  }
}

TEST(Verdict, WhoeverHearsNobodyAccusesInVain) {
  for (std::size_t count = 3; count <= 9; ++count) {
    const auto all = nodes(count);
    const Ring ring(all);
    Accusations accusations;  // sessions are symmetric: the deaf one is accused by all
    for (std::size_t i = 1; i < count; ++i) {
      accusations[all[i]].insert(all[0]);
      accusations[all[0]].insert(all[i]);
    }
    for (std::size_t me = 1; me < count; ++me)
      ASSERT_EQ(dead_members(ring, accusations, all[me], {}), NodeIds{all[0]}) << count;
    EXPECT_TRUE(is_condemned(ring, accusations, {}, all[0]));
  }
}

TEST(Verdict, BothSidesOfAPartitionBelieveThemselvesAlive) {
  const auto all = nodes(6);
  const Ring ring(all);
  const NodeIds there = subset(all, 0b111000);
  for (std::size_t me = 0; me < 3; ++me)
    EXPECT_EQ(dead_members(ring, reports(ring, all, there, {}), all[me], {}), there);
}

TEST(Verdict, MajorityOfFourIsThree) {
  const auto all = nodes(12);
  const Ring ring(all);
  EXPECT_TRUE(dead_members(ring, {{all[8], {all[7], all[6]}}}, all[0], {}).empty());
  EXPECT_EQ(dead_members(ring, {{all[8], {all[7], all[6], all[4]}}}, all[0], {}), NodeIds{all[8]});
  EXPECT_TRUE(dead_members(ring, {{all[8], {all[7], all[6], all[3]}}}, all[0], {}).empty())
      << "the word of somebody who does not watch it counts for nothing";
}

TEST(Verdict, TwoWatchersMustAgree) {
  const auto all = nodes(3);
  const Ring ring(all);
  EXPECT_TRUE(dead_members(ring, {{all[2], {all[0]}}}, all[0], {}).empty());
  EXPECT_EQ(dead_members(ring, {{all[2], {all[0], all[1]}}}, all[0], {}), NodeIds{all[2]});
}

TEST(Verdict, TwoNodesJudgeEachOther) {
  const auto all = nodes(2);
  const Ring ring(all);
  const Accusations mutual{{all[0], {all[1]}}, {all[1], {all[0]}}};
  EXPECT_EQ(dead_members(ring, mutual, all[0], {}), NodeIds{all[1]});
  EXPECT_EQ(dead_members(ring, mutual, all[1], {}), NodeIds{all[0]});
}

TEST(Verdict, StrangersAndOldWordsDoNotCount) {
  const auto all = nodes(4);
  const Ring ring(all);
  EXPECT_TRUE(dead_members(ring, {{node_id("nobody"), {all[0]}}}, all[0], {}).empty());
  // 1 is dead by the word of 0, 2 and 3; what it said of 2 dies with it.
  const Accusations accusations{{all[1], {all[0], all[2], all[3]}}, {all[2], {all[1]}}};
  EXPECT_EQ(dead_members(ring, accusations, all[0], {}), NodeIds{all[1]});
}

// As one that has just started while the others were slow to take up their sessions with it.
TEST(Verdict, WhoMissesAllThatItWatchesDoesNotOutvoteTheRest) {
  for (std::size_t count = 10; count <= 40; ++count) {
    const auto all = nodes(count);
    const Ring ring(all);
    const NodeId deaf = all[0];
    Accusations accusations;
    for (const NodeId missed : ring.watched_by(deaf, {}))
      accusations[missed].insert(deaf);
    for (const NodeId watcher : ring.watchers_of(deaf, {}))
      ASSERT_EQ(dead_members(ring, accusations, deaf, {watcher}), NodeIds{}) << count;
    for (std::size_t me = 1; me < count; ++me)
      ASSERT_EQ(dead_members(ring, accusations, all[me], ring.partners_of(all[me], {})), NodeIds{}) << count;
  }
}

}  // namespace
}  // namespace herald::own
