// Keeping, and asking for addresses and pools: allocation.md section 3.

#include "core/alloc/judge.h"

#include "tests/unit/alloc/site.h"

#include <gtest/gtest.h>

namespace herald::alloc {
namespace {

Demand asking(std::string name, std::initializer_list<std::string_view> addresses) {
  Demand wanted = demand(std::move(name));
  wanted.request.addresses = ips(addresses);
  return wanted;
}

Demand asking_pool(std::string name, std::string pool) {
  Demand wanted = demand(std::move(name));
  wanted.request.pool = std::move(pool);
  return wanted;
}

PoolSpec manual() {
  PoolSpec spec = pool("manual", {"10.1.0.0/29"});
  spec.auto_assign = false;
  return spec;
}

PoolSpec disabled() {
  PoolSpec spec = pool("off", {"10.2.0.0/29"});
  spec.disabled = true;
  return spec;
}

PoolSpec foreign() {
  PoolSpec spec = pool("lab", {"10.3.0.0/29"});
  spec.admission.namespaces = {"lab"};
  return spec;
}

TEST(Judge, KnowsTheThreeStandings) {
  Site site({pool("public", {"10.0.0.0/29"}), foreign(), disabled(), manual()});
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.0.0.1")), Standing::legal);
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.1.0.1")), Standing::legal)
      << "manual: it is there now";
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.2.0.1")), Standing::legal) << "in use stays";
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.3.0.1")), Standing::stranded);
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.9.0.1")), Standing::stranded);
  site.hold(demand("b"), {"10.0.0.1", "10.9.0.1"});
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.0.0.1")), Standing::contested);
  EXPECT_EQ(site.allocator.standing(demand("a"), ip("10.9.0.1")), Standing::contested)
      << "two may not be on one address, in a pool or not";
  EXPECT_EQ(site.allocator.standing(demand("b"), ip("10.0.0.1")), Standing::legal);
}

TEST(Judge, ALegalAddressIsKeptWhateverIsFree) {
  Site site({pool("public", {"10.0.0.0/29"}), manual(), disabled()});
  EXPECT_EQ(site.choose(demand("a"), {"10.0.0.5"}), "10.0.0.5");
  EXPECT_EQ(site.choose(demand("a"), {"10.1.0.5"}), "10.1.0.5");
  EXPECT_EQ(site.choose(demand("a"), {"10.2.0.5"}), "10.2.0.5");
  EXPECT_EQ(site.choose(demand("a"), {"10.9.0.5"}), "10.0.0.0") << "stranded: not kept here";
  EXPECT_EQ(site.choose(demand("a"), {"10.0.0.6", "10.0.0.5"}), "10.0.0.6") << "one is enough";
  EXPECT_EQ(site.choose(demand("a"), {"2001:db8::1", "10.0.0.6"}), "10.0.0.6");
}

TEST(Judge, WhatTheLedgerKnowsCountsAfterWhatIsShown) {
  Site site({pool("public", {"10.0.0.0/29"})});
  site.hold(demand("a"), {"10.0.0.3", "10.0.0.4"});
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.3");
  EXPECT_EQ(site.choose(demand("a"), {"10.0.0.4"}), "10.0.0.4");
  EXPECT_EQ(site.choose(asking("a", {"10.0.0.4"}), {"10.0.0.3"}), "10.0.0.4");
  EXPECT_EQ(site.choose(asking("a", {"10.0.0.6"}), {"10.0.0.3"}), "10.0.0.6");
}

TEST(Judge, OwnHoldingsNeverStandInTheWay) {
  Site site({pool("public", {"10.0.0.1/32"})});
  site.hold(demand("a"), {"10.0.0.1"});
  EXPECT_EQ(site.choose(demand("a")), "10.0.0.1");
  EXPECT_EQ(site.choose(asking("a", {"10.0.0.1"})), "10.0.0.1");
  EXPECT_EQ(site.choose(sharing("a", "k", 443)), "10.0.0.1") << "a sole holder changes its key freely";
  EXPECT_EQ(site.choose(demand("b")), "PoolFull");
}

struct Asked {
  const char* what;
  Demand wanted;
  std::string answer;
  std::string message;
};

TEST(Judge, AnswersRequestsForAddresses) {
  PoolSpec open = pool("public", {"10.0.0.0/28"});
  open.exclude = {block("10.0.0.3-10.0.0.3")};
  Site site({open, manual(), disabled(), foreign()});
  site.hold(demand("tenant"), {"10.0.0.1"});
  site.hold(sharing("sharer", "k", 80), {"10.0.0.2"});
  site.allocator.quarantine(ip("10.0.0.4"), {"52:54:00:12:34:56"});
  site.allocator.quarantine(ip("10.0.0.6"), {.who = "node-1", .was_first = true, .is_node = true});
  Demand k_free = sharing("new", "k", 443);
  k_free.request.addresses = ips({"10.0.0.2"});
  Demand k_taken = sharing("new", "k", 80);
  k_taken.request.addresses = ips({"10.0.0.2"});
  Demand k_tenant = sharing("new", "k", 443);
  k_tenant.request.addresses = ips({"10.0.0.1"});
  Demand in_other = asking("new", {"10.0.0.5"});
  in_other.request.pool = "manual";
  Demand in_this = in_other;
  in_this.request.pool = "public";
  Demand nowhere = in_other;
  nowhere.request.pool = "gone";
  const std::vector<Asked> cases = {
      {"free", asking("new", {"10.0.0.5"}), "10.0.0.5", ""},
      {"in a manual pool", asking("new", {"10.1.0.5"}), "10.1.0.5", ""},
      {"taken", asking("new", {"10.0.0.1"}), "AddressTaken", "no address: 10.0.0.1 is held by shop/tenant"},
      {"taken by one with a key", asking("new", {"10.0.0.2"}), "AddressTaken",
       "no address: 10.0.0.2 is held by shop/sharer"},
      {"taken by one without", k_tenant, "AddressTaken", "no address: 10.0.0.1 is held by shop/tenant"},
      {"shared", k_free, "10.0.0.2", ""},
      {"port taken", k_taken, "SharingRefused",
       "no address: 10.0.0.2 is held by shop/sharer, which it may not share: port 80/TCP is taken by it"},
      {"in no pool", asking("new", {"10.9.0.1"}), "AddressOutsidePools",
       "no address: 10.9.0.1 is in no pool"},
      {"excluded", asking("new", {"10.0.0.3"}), "AddressExcluded",
       "no address: pool \"public\" does not hand out 10.0.0.3: it is excluded"},
      {"for others", asking("new", {"10.3.0.1"}), "NoPoolAdmits",
       "no address: pool \"lab\" with 10.3.0.1 does not admit namespace \"shop\""},
      {"disabled", asking("new", {"10.2.0.1"}), "PoolDisabled",
       "no address: pool \"off\" with 10.2.0.1 is disabled"},
      {"in quarantine", asking("new", {"10.0.0.4"}), "AddressInUseOnLan",
       "no address: 10.0.0.4 is answered for by 52:54:00:12:34:56 on the network; stop it or exclude the "
       "address"},
      {"a node's own", asking("new", {"10.0.0.6"}), "NodeAddress",
       "no address: 10.0.0.6 is node-1's own address; ask for another"},
      {"in the pool asked for", in_this, "10.0.0.5", ""},
      {"in another", in_other, "AddressOutsidePools",
       "no address: 10.0.0.5 is in pool \"public\", not in pool \"manual\""},
      {"in none there is", nowhere, "PoolUnknown",
       "no address: there is no pool \"gone\"; the pools are \"lab\", \"public\", \"manual\", \"off\""},
  };
  for (const Asked& c : cases) {
    EXPECT_EQ(site.choose(c.wanted), c.answer) << c.what;
    EXPECT_EQ(site.message(c.wanted), c.message) << c.what;
  }
}

TEST(Judge, ARefusedAddressIsWaitedFor) {
  Site site({pool("public", {"10.0.0.0/28"})});
  site.hold(demand("tenant"), {"10.0.0.1"});
  const auto denial = site.allocator.choose(asking("new", {"10.0.0.1"}), {});
  ASSERT_FALSE(denial.has_value());
  EXPECT_EQ(denial.error().waits, (Waits{{}, {ip("10.0.0.1")}, {}}));
}

TEST(Judge, AnswersRequestsForPools) {
  Site site({pool("public", {"10.0.0.0/32"}), manual(), disabled(), foreign()});
  EXPECT_EQ(site.choose(asking_pool("a", "public")), "10.0.0.0");
  EXPECT_EQ(site.choose(asking_pool("a", "manual")), "10.1.0.0") << "auto-assign is ignored";
  EXPECT_EQ(site.choose(asking_pool("a", "manual"), {"10.0.0.0"}), "10.1.0.0") << "another pool: not kept";
  EXPECT_EQ(site.choose(asking_pool("a", "off")), "PoolDisabled");
  EXPECT_EQ(site.choose(asking_pool("a", "off"), {"10.2.0.3"}), "10.2.0.3");
  EXPECT_EQ(site.choose(asking_pool("a", "lab")), "NoPoolAdmits");
  EXPECT_EQ(site.choose(asking_pool("a", "gone")), "PoolUnknown");
  site.hold(demand("tenant"), {"10.0.0.0"});
  EXPECT_EQ(site.choose(asking_pool("a", "public")), "PoolFull") << "no other pool is tried";
}

TEST(Judge, ASelectorAppliesToKeptAddressesToo) {
  Site site({pool("public", {"10.0.0.0/29"}), foreign()});
  EXPECT_EQ(site.choose(demand("a"), {"10.3.0.1"}), "10.0.0.0");
  Demand insider = demand("a");
  insider.service.name_space = "lab";
  EXPECT_EQ(site.choose(insider, {"10.3.0.1"}), "10.3.0.1");
}

}  // namespace
}  // namespace herald::alloc
