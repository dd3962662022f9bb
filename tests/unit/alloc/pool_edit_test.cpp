#include "tests/unit/alloc/site.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

std::vector<std::string> names(const std::vector<model::ServiceKey>& keys) {
  std::vector<std::string> all;
  for (const model::ServiceKey& key : keys)
    all.push_back(key.name);
  return all;
}

using Names = std::vector<std::string>;

TEST(PoolEdit, TouchesOnlyThoseItConcerns) {
  const PoolSpec big = pool("big", {"10.0.0.0/16"});
  const PoolSpec small = pool("small", {"10.1.0.0/24"});
  Site site({big, small});
  for (int i = 0; i < 10000; ++i)
    site.assign(demand("s" + std::to_string(i)));
  Demand in_small = demand("b");
  in_small.request.pool = "small";
  in_small.service.name = "small-0";
  site.assign(in_small);
  in_small.service.name = "small-1";
  site.assign(in_small);

  EXPECT_EQ(site.allocator.set_pools({big, small}).size(), 0U) << "nothing changed";
  EXPECT_EQ(names(site.allocator.set_pools({big})), (Names{"small-0", "small-1"}));
  EXPECT_EQ(names(site.allocator.set_pools({big, small})), (Names{"small-0", "small-1"}));
  PoolSpec without_two = big;
  without_two.exclude = {block("10.0.0.7-10.0.0.8"), block("10.0.200.0/24")};
  EXPECT_EQ(names(site.allocator.set_pools({without_two, small})), (Names{"s7", "s8"}));
  EXPECT_EQ(names(site.allocator.set_pools({big, small})), (Names{"s7", "s8"}));
  PoolSpec shrunk = pool("big", {"10.0.0.0/20"});
  EXPECT_EQ(site.allocator.set_pools({shrunk, small}).size(), 10000U - 4096U);
}

TEST(PoolEdit, WhatDoesNotDecideStandingTouchesNobody) {
  PoolSpec spec = pool("p", {"10.0.0.0/24"});
  Site site({spec});
  site.assign(demand("a"));
  spec.order = Order::descending;
  spec.priority = 3;
  spec.auto_assign = false;
  spec.disabled = true;
  spec.addresses.push_back(block("10.5.0.0/24"));
  EXPECT_TRUE(site.allocator.set_pools({spec}).empty());
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.0") << "in use stays";
}

TEST(PoolEdit, SelectorsAndNamesTouchTheHolders) {
  PoolSpec spec = pool("p", {"10.0.0.0/24"});
  Site site({spec});
  site.assign(demand("a"));
  spec.admission.namespaces = {"lab"};
  EXPECT_EQ(names(site.allocator.set_pools({spec})), (Names{"a"}));
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.0.0.0")), Standing::stranded);
  spec.name = "q";
  EXPECT_EQ(names(site.allocator.set_pools({spec})), (Names{"a"})) << "its annotation names the pool";
}

TEST(PoolEdit, ARangeMovedBetweenPoolsKeepsItsHolders) {
  Site site({pool("a", {"10.0.0.0/25", "10.0.0.128/25"})});
  site.hold(demand("low"), {"10.0.0.1"});
  site.hold(demand("high"), {"10.0.0.129"});
  EXPECT_EQ(names(site.allocator.set_pools({pool("a", {"10.0.0.0/25"}), pool("b", {"10.0.0.128/25"})})),
            (Names{"high"}));
  const auto usage = site.allocator.usage();
  EXPECT_TRUE(usage[0].used == 1 && usage[1].used == 1);
  EXPECT_EQ(site.allocator.pool_of(ip("10.0.0.129")), "b");
}

TEST(PoolEdit, StrandedAddressesAreNotCountedAndComeBack) {
  const PoolSpec spec = pool("p", {"10.0.0.0/30"});
  Site site({spec});
  site.hold(sharing("a", "k", 80), {"10.0.0.3"});
  static_cast<void>(site.allocator.set_pools({pool("p", {"10.0.0.0/31"})}));
  EXPECT_TRUE(site.allocator.usage().front().used == 0);
  EXPECT_TRUE(site.allocator.ledger().holds(sharing("a", "k", 80).service, ip("10.0.0.3")));
  EXPECT_EQ(site.allocator.pool_of(ip("10.0.0.3")), "");
  static_cast<void>(site.allocator.set_pools({spec}));
  EXPECT_TRUE(site.allocator.usage().front().used == 1);
  site.hold(demand("rest"), {"10.0.0.0", "10.0.0.1", "10.0.0.2"});
  EXPECT_EQ(site.choose(sharing("b", "k", 443)), "10.0.0.3") << "open to sharers again";
}

TEST(PoolEdit, OrderOfAskingIsPriorityThenSelectorsThenFile) {
  PoolSpec last = pool("z-first-in-file", {"10.0.0.0/24"});
  PoolSpec selective = pool("selective", {"10.1.0.0/24"});
  selective.admission.namespaces = {"shop"};
  PoolSpec preferred = pool("preferred", {"10.2.0.0/24"});
  preferred.priority = 100;
  PoolSpec most = pool("most", {"10.3.0.0/24"});
  most.priority = -1;
  const auto first = [](std::vector<PoolSpec> pools) { return Site(std::move(pools)).choose(demand("a")); };
  EXPECT_EQ(first({last, selective, preferred, most}), "10.3.0.0");
  EXPECT_EQ(first({last, selective, preferred}), "10.2.0.0");
  EXPECT_EQ(first({last, selective}), "10.1.0.0");
  EXPECT_EQ(first({last, pool("a", {"10.4.0.0/24"})}), "10.0.0.0");
}

TEST(PoolEdit, ACopyIsIndependent) {
  Site site({pool("p", {"10.0.0.0/31"})});
  Allocator copy = site.allocator;
  site.hold(demand("a"), {"10.0.0.0"});
  EXPECT_EQ(copy.choose(demand("b"), {})->addresses, ips({"10.0.0.0"}));
  EXPECT_EQ(site.choose(demand("b")), "10.0.0.1");
}

}  // namespace
}  // namespace herald::alloc
