// Many addresses at once: what the LAN has to bear, and who comes first.
#include "core/base/random.h"
#include "core/l2/budget.h"
#include "tests/unit/l2/announcer_lan.h"

#include <deque>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace herald::l2 {
namespace {

using namespace announcer;

constexpr std::size_t kLimit = 200;

// In no second, wherever it begins, more than the limit.
void expect_within_budget(const std::vector<Sent>& sent) {
  for (std::size_t i = kLimit; i < sent.size(); ++i)
    ASSERT_GE(sent[i].when - sent[i - kLimit].when, seconds(1)) << i;
}

std::map<IpAddress, Instant> firsts(const std::vector<Sent>& sent) {
  std::map<IpAddress, Instant> first;
  for (const Sent& frame : sent)
    first.try_emplace(frame.what.address, frame.when);
  return first;
}

TEST(AnnouncerBudget, AThousandGainedAtOnceAreAllAnnouncedInTurn) {
  Subject s = on_eth0();
  s.gain_all(1000);
  EXPECT_EQ(s.told.size(), 1000U) << "answered for at once, all of them";
  s.run(seconds(6));
  expect_within_budget(s.sent);
  const auto first = firsts(s.sent);
  ASSERT_EQ(first.size(), 1000U);
  for (const auto& [address, when] : first)
    EXPECT_LE(when - s.start, seconds(5)) << address.to_string();  // 175 of 200 frames each second
}

// What one node of three inherits when one that held a third of 1,000 dies.
TEST(AnnouncerBudget, AThirdOfAThirdMovesWithinTheInstant) {
  Subject s = on_eth0();
  s.gain_all(167);
  const auto first = firsts(s.sent);
  ASSERT_EQ(first.size(), 167U);
  for (const auto& [address, when] : first)
    EXPECT_EQ(when, s.start);
}

TEST(AnnouncerBudget, EveryBurstThinsOutAndNoneStops) {
  Subject s = on_eth0();
  s.gain_all(1000);
  s.run(std::chrono::minutes(3));
  expect_within_budget(s.sent);
  std::map<IpAddress, std::size_t> late;
  std::map<IpAddress, std::size_t> refreshes;
  for (const Sent& frame : s.sent) {
    if (frame.what.kind == Kind::refresh) ++refreshes[frame.what.address];
    if (frame.when - s.start >= seconds(1)) ++late[frame.what.address];
  }
  EXPECT_EQ(late.size(), 1000U);
  EXPECT_EQ(refreshes.size(), 1000U);
  for (const auto& [address, count] : late)
    EXPECT_GE(count, 6U) << address.to_string();
}

TEST(AnnouncerBudget, AGainGoesBeforeTheRefreshesThatWait) {
  Subject s = on_eth0({.refresh = seconds(5), .frames_per_second = kLimit});
  s.gain_all(2000);  // 4,000 frames in 5 s: four times the budget
  s.run(seconds(60));
  const std::size_t before = s.sent.size();
  s.gain(kOwned4);
  s.run(seconds(1));
  expect_within_budget(s.sent);
  const std::vector<Sent> after(s.sent.begin() + static_cast<std::ptrdiff_t>(before), s.sent.end());
  EXPECT_EQ(firsts(after).at(kOwned4), after.front().when);
}

// New addresses without end, more than the budget has room for: the old ones are refreshed all the same.
TEST(AnnouncerBudget, GainsWithoutEndStarveNobody) {
  Subject s = on_eth0({.refresh = seconds(5), .frames_per_second = kLimit});
  s.gain_all(20);
  s.run(seconds(40));
  s.sent.clear();
  for (std::uint32_t i = 0; i < 60 * 300; ++i) {
    s.gain(nth(1000 + i));
    s.run(std::chrono::microseconds(3333));
  }
  expect_within_budget(s.sent);
  for (std::uint32_t i = 0; i < 20; ++i)
    EXPECT_GE(s.times(Kind::refresh, nth(i)).size(), 1U) << i;
}

TEST(AnnouncerBudget, ProbesAndDefencesCount) {
  Subject s = on_eth0();
  s.gain_all(300, /*brand_new=*/true);
  s.run(seconds(10));
  for (std::uint32_t i = 0; i < 300; ++i)
    s.feed(StrangerSeen{kEth0.index, nth(i), kStranger});
  s.run(seconds(10));
  expect_within_budget(s.sent);
  EXPECT_EQ(firsts(s.sent).size(), 300U);
}

// A deadline that has passed and with which nothing can be done would have the caller turn in circles.
TEST(AnnouncerBudget, TheDeadlineIsWhenThereIsSomethingToDo) {
  Subject s = on_eth0();
  for (std::uint32_t i = 0; i < 1000; ++i)
    s.gain(nth(i), /*brand_new=*/i % 2 == 0);
  for (int i = 0; i < 20'000; ++i) {
    s.now = std::max(s.now, s.announcer.next_deadline());
    const bool nothing = s.feed(Tick{}).empty();
    ASSERT_FALSE(nothing && s.announcer.next_deadline() <= s.now) << i;
  }
}

TEST(Budget, IsThatOfAnySecond) {
  Random random(3);
  Budget budget(5);
  std::deque<Instant> sent;
  Instant now{};
  for (int i = 0; i < 2000; ++i) {
    now += milliseconds(random.below(400));
    while (!sent.empty() && now - sent.front() >= seconds(1))
      sent.pop_front();
    for (std::size_t count = 0; count <= 5; ++count)
      ASSERT_EQ(budget.free_at(count) <= now, sent.size() + count <= 5) << i << " for " << count;
    if (budget.free_at(1) > now) continue;
    budget.spend(now);
    sent.push_back(now);
  }
}

TEST(Budget, WhatNeverFitsWaitsForAWholeSecond) {
  Budget budget(3);
  EXPECT_EQ(budget.free_at(9), Instant{});
  budget.spend(Instant{} + seconds(7));
  EXPECT_EQ(budget.free_at(9), Instant{} + seconds(8));
}

}  // namespace
}  // namespace herald::l2
