// Many wait for a pool that is full, and a place becomes free: it goes to the oldest whom it helps, and the
// others are not even looked at.
#include "tests/unit/controller/brain_fixture.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using bench::Bench;
using bench::one_pool;
using bench::service;

constexpr int kPlaces = 4;
constexpr int kWaiting = 200;

class BrainWaitingTest : public testing::Test {
 protected:
  // h1 to h4 hold the pool; w1 to w200 wait, each older than the next.
  void fill(std::shared_ptr<const config::Config> config = one_pool(kPlaces)) {
    bench_.lead(std::move(config));
    for (int i = 1; i <= kPlaces; ++i)
      bench_.put(service("h" + std::to_string(i), i));
    bench_.settle();
    for (int i = 1; i <= kWaiting; ++i)
      bench_.put(service("w" + std::to_string(i), 100 + i));
    bench_.settle();
    ASSERT_EQ(bench_.reason("w1"), "PoolFull");
    planned_ = bench_.brain.plans_made();
  }
  [[nodiscard]] std::uint64_t plans() const { return bench_.brain.plans_made() - planned_; }

  Bench bench_;
  std::uint64_t planned_ = 0;
};

TEST_F(BrainWaitingTest, OnePlaceCostsOneOfThem) {
  fill();
  bench_.remove("h3");
  bench_.settle();
  EXPECT_EQ(bench_.ingress("w1"), "10.0.0.3");
  EXPECT_EQ(bench_.ingress("w2"), "");
  EXPECT_LE(plans(), 4U) << "w1, and w1 again when its two writes have been answered";
}

TEST_F(BrainWaitingTest, AsManyAreServedAsThereIsRoom) {
  fill();
  for (const char* const name : {"h1", "h2", "h3", "h4"})
    bench_.remove(name);
  bench_.settle();
  for (int i = 1; i <= kPlaces; ++i)
    EXPECT_NE(bench_.ingress("w" + std::to_string(i)), "") << i;
  EXPECT_EQ(bench_.ingress("w5"), "");
  EXPECT_LE(plans(), 16U);
}

TEST_F(BrainWaitingTest, WhoCannotUseThePlaceDoesNotKeepItFromTheOthers) {
  bench_.lead(one_pool(1));
  bench_.put(service("holder", 1));
  model::Service both = service("both", 2);
  both.ip_families = {net::Family::ipv4, net::Family::ipv6};
  both.family_policy = model::FamilyPolicy::require_dual_stack;
  bench_.put(both);
  bench_.put(service("single", 3));
  bench_.settle();
  bench_.remove("holder");
  bench_.settle();
  EXPECT_EQ(bench_.ingress("both"), "");
  EXPECT_EQ(bench_.ingress("single"), "10.0.0.1");
}

// A pool of both families whose IPv4 is full has room for ever: that of the other family.
TEST_F(BrainWaitingTest, WhatTheOtherFamilyHasHelpsNobody) {
  config::Config config;
  config.pools = {bench::pool("main", "10.0.0.1", "10.0.0.4")};
  config.pools[0].spec.addresses.emplace_back(*net::Cidr::parse("2001:db8::/64"));
  fill(std::make_shared<const config::Config>(config));
  model::Service six = service("six", 5);
  six.ip_families = {net::Family::ipv6};
  bench_.put(six);
  bench_.settle();
  ASSERT_EQ(bench_.ingress("six"), "2001:db8::");
  planned_ = bench_.brain.plans_made();
  bench_.remove("six");
  bench_.settle();
  EXPECT_EQ(plans(), 0U);
  bench_.remove("h3");
  bench_.settle();
  EXPECT_EQ(bench_.ingress("w1"), "10.0.0.3");
  EXPECT_LE(plans(), 4U);
}

// Freed, taken and freed again: each time from the oldest on.
TEST_F(BrainWaitingTest, TheNextPlaceIsForTheOldestAgain) {
  fill();
  bench_.remove("h1");
  bench_.settle();
  model::Service late = service("late", 50);  // older than those who wait
  bench_.put(late);
  bench_.settle();
  bench_.remove("w1");
  bench_.settle();
  EXPECT_EQ(bench_.ingress("late"), "10.0.0.1");
  EXPECT_EQ(bench_.ingress("w2"), "");
}

}  // namespace
}  // namespace herald::controller
