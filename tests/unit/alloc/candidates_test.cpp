#include "core/alloc/candidates.h"

#include "tests/unit/alloc/site.h"

#include <set>

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

PoolSpec ordered(Order order, std::initializer_list<std::string_view> blocks) {
  PoolSpec spec = pool("p", blocks);
  spec.order = order;
  return spec;
}

std::vector<std::string> drawn(Site& site, int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i)
    all.push_back(site.assign(demand("s" + std::to_string(i))));
  return all;
}

using Texts = std::vector<std::string>;

TEST(Candidates, AscendingGivesTheLowest) {
  Site site({ordered(Order::ascending, {"10.0.0.8/30", "10.0.0.1-10.0.0.2"})});
  EXPECT_EQ(drawn(site, 4), (Texts{"10.0.0.1", "10.0.0.2", "10.0.0.8", "10.0.0.9"}));
  site.allocator.release(demand("s0").service);
  EXPECT_EQ(site.choose(demand("next")), "10.0.0.1");
}

TEST(Candidates, DescendingGivesTheHighest) {
  Site site({ordered(Order::descending, {"10.0.0.8/30", "10.0.0.1-10.0.0.2"})});
  EXPECT_EQ(drawn(site, 5), (Texts{"10.0.0.11", "10.0.0.10", "10.0.0.9", "10.0.0.8", "10.0.0.2"}));
}

TEST(Candidates, SpreadHalvesTheWidestGap) {
  Site site({ordered(Order::spread, {"10.0.0.0-10.0.0.14"})});
  EXPECT_EQ(drawn(site, 5), (Texts{"10.0.0.7", "10.0.0.3", "10.0.0.11", "10.0.0.1", "10.0.0.5"}));
  EXPECT_EQ(site.choose(demand("next")), "10.0.0.9");
  site.allocator.release(demand("s1").service);  // .2 to .4 is as wide as .8 to .10 again, and lower
  EXPECT_EQ(site.choose(demand("next")), "10.0.0.3");
}

TEST(Candidates, SpreadReachesEveryAddress) {
  Site site({ordered(Order::spread, {"10.0.0.0/26"})});
  const Texts all = drawn(site, 64);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 64U);
  EXPECT_EQ(site.choose(demand("next")), "PoolFull");
}

TEST(Candidates, SpreadStartsInTheMiddleOfHugePools) {
  EXPECT_EQ(Site({ordered(Order::spread, {"10.0.0.0/8"})}).choose(demand("s")), "10.127.255.255");
  Demand v6 = demand("s");
  v6.families.primary = net::Family::ipv6;
  EXPECT_EQ(Site({ordered(Order::spread, {"::/0"})}).choose(v6), "7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(Candidates, RandomIsAlwaysTheSameForTheSameName) {
  Site site({ordered(Order::random, {"10.0.0.0/16"})});
  const std::string first = site.assign(demand("web"));
  site.allocator.release(demand("web").service);
  drawn(site, 50);
  EXPECT_EQ(site.choose(demand("web")), first);
  EXPECT_NE(site.choose(demand("web2")), first);
}

TEST(Candidates, RandomGoesOnAtTheNextFreeOneAndAroundTheEnd) {
  Site site({ordered(Order::random, {"10.0.0.0/29"})});
  const std::string first = site.choose(demand("web"));
  const auto start = static_cast<std::uint32_t>(ip(first).value());
  Texts walked;
  for (std::uint32_t step = 0; step < 8; ++step) {
    const net::IpAddress expected = net::IpAddress::v4((10U << 24) + (start + step) % 8);
    EXPECT_EQ(site.choose(demand("web")), expected.to_string());
    site.hold(demand("s" + std::to_string(step)), {expected.to_string()});
  }
  EXPECT_EQ(site.choose(demand("web")), "PoolFull");
}

TEST(Candidates, RandomSpreadsNamesEvenly) {
  const Site site({ordered(Order::random, {"10.0.0.0/30", "10.9.0.0/30"})});
  std::map<std::string, int> hits;
  for (int i = 0; i < 800; ++i)
    ++hits[site.choose(demand("s" + std::to_string(i)))];
  ASSERT_EQ(hits.size(), 8U);
  for (const auto& [address, count] : hits)
    EXPECT_NEAR(count, 100, 40) << address;
}

TEST(Candidates, NoOrderEverGivesABuggyAddress) {
  for (const Order order : {Order::ascending, Order::descending, Order::random, Order::spread}) {
    PoolSpec spec = ordered(order, {"10.0.0.253-10.0.1.2"});
    spec.avoid_buggy_ips = true;
    Site site({spec});
    const Texts all = drawn(site, 5);
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()),
              (std::set<std::string>{"10.0.0.253", "10.0.0.254", "10.0.1.1", "10.0.1.2", "PoolFull"}));
  }
}

struct SharingCase {
  Order order;
  std::string given;
};

TEST(Candidates, EachOrderHasItsWayWithShareableAddresses) {
  const std::vector<SharingCase> cases = {{Order::ascending, "10.0.0.0"},
                                          {Order::descending, "10.0.0.15"},
                                          {Order::random, "10.0.0.4"},
                                          {Order::spread, "10.0.0.4"}};
  for (const SharingCase& c : cases) {
    Site site({ordered(c.order, {"10.0.0.0/28"})});
    site.hold(sharing("a", "k", 80), {"10.0.0.4"});
    site.hold(sharing("b", "k", 80), {"10.0.0.9"});
    EXPECT_EQ(site.choose(sharing("new", "k", 443)), c.given);
    EXPECT_NE(site.choose(sharing("new", "k", 80)), "10.0.0.4");
    EXPECT_NE(site.choose(sharing("new", "other", 443)), "10.0.0.4");
  }
}

TEST(Candidates, AscendingSharesTheLowestThatHasThePortsFree) {
  Site site({ordered(Order::ascending, {"10.0.0.1-10.0.0.4"})});
  site.hold(sharing("a", "k", 80), {"10.0.0.1"});
  site.hold(sharing("b", "k", 443), {"10.0.0.2"});
  site.hold(sharing("c", "j", 53), {"10.0.0.3"});
  EXPECT_EQ(site.choose(sharing("new", "k", 443)), "10.0.0.1");
  EXPECT_EQ(site.choose(sharing("new", "k", 80)), "10.0.0.2");
  Demand both = sharing("new", "k", 80);
  both.sharing.ports.push_back({model::Protocol::tcp, 443});
  EXPECT_EQ(site.choose(both), "10.0.0.4") << "no one port is taken everywhere, but the two are";
  site.hold(demand("d"), {"10.0.0.4"});
  EXPECT_EQ(site.choose(both), "PoolFull");
}

TEST(Candidates, DescendingSharesTheHighest) {
  Site site({ordered(Order::descending, {"10.0.0.1-10.0.0.3"})});
  site.hold(sharing("a", "k", 80), {"10.0.0.1"});
  site.hold(sharing("b", "k", 80), {"10.0.0.2"});
  site.hold(sharing("c", "k", 443), {"10.0.0.3"});
  EXPECT_EQ(site.choose(sharing("new", "k", 53)), "10.0.0.3");
  EXPECT_EQ(site.choose(sharing("new", "k", 443)), "10.0.0.2");
}

}  // namespace
}  // namespace herald::alloc
