// What plan() does about addresses that a stranger had before any of us announced them.

#include "controller/plan.h"
#include "tests/unit/controller/plan_case.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using testing::HasSubstr;

// Pools of one address each.
const std::vector<alloc::PoolSpec> kTwo = {pool("p", {"10.0.0.1/32"}), pool("q", {"10.1.0.1/32"})};
const std::vector<alloc::PoolSpec> kOne = {pool("p", {"10.0.0.1/32"})};

model::Condition announced(bool is_true, std::string reason, std::string message) {
  return {.is_true = is_true, .reason = std::move(reason), .message = std::move(message)};
}

TEST(PlanUsurped, ABrandNewAddressIsLeftForAnother) {
  PlanCase c(kTwo);
  const model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.1 Assigned");
  EXPECT_EQ(c.decide(web).message,
            "10.0.0.1 is answered for by 02:00:00:00:00:07 on the network; 10.1.0.1 from pool \"q\"");
}

TEST(PlanUsurped, AStrangerWhoCameLaterMovesNobody) {
  PlanCase c(kTwo);
  const model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.stranger("10.0.0.1", false);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
}

TEST(PlanUsurped, WithoutAnotherItStaysAndWaitsForRoom) {
  PlanCase c(kOne);
  const model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 AddressInUseOnLan");
  const Decision decision = c.decide(web);
  EXPECT_THAT(decision.message, HasSubstr("10.0.0.1 is answered for by 02:00:00:00:00:07 on the network; "));
  EXPECT_THAT(decision.message, HasSubstr("pool \"p\""));
  EXPECT_THAT(decision.message, testing::EndsWith("10.0.0.1 stays"));
  EXPECT_EQ(decision.pools, std::vector<std::string>{"p"});
  EXPECT_THAT(decision.waits.room, testing::ElementsAre(alloc::Room{"p", net::Family::ipv4}));
}

TEST(PlanUsurped, WhoAskedForItByNameKeepsIt) {
  PlanCase c(kTwo);
  model::Service web = service("web", {"10.0.0.1"});
  web.annotations["lb.herald/addresses"] = "10.0.0.1";
  c.restore(web);
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
}

TEST(PlanUsurped, WhoAskedForThePoolStaysInIt) {
  PlanCase c(kTwo);
  model::Service web = service("web", {"10.0.0.1"});
  web.annotations["lb.herald/address-pool"] = "p";
  c.restore(web);
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 AddressInUseOnLan");
}

// All speakers were away, and a stranger took what has served for years.
TEST(PlanUsurped, AnAddressThatWasAnnouncedBeforeIsNotBrandNew) {
  PlanCase c(kTwo);
  model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.stranger("10.0.0.1", true);
  web.announced = announced(true, "Announced", "10.0.0.1 from node-a");
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  web.announced = announced(false, "AddressLostOnLan", "10.0.0.1 from nowhere: 02:... answers for it");
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  web.announced = announced(false, "AwaitingAnnouncer", "10.0.0.1 from nowhere: nobody");
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.1 Assigned");
  web.announced = announced(true, "Announced", "110.0.0.1 from node-a");
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.1 Assigned") << "that tells of another address";
}

// It has served for years, before there was a Herald: as above, but nobody of us has announced it yet.
TEST(PlanUsurped, NorIsOneThatOthersGave) {
  PlanCase c(kTwo);
  model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.stranger("10.0.0.1", true);
  c.first_sight = true;
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  EXPECT_EQ(c.decide(web).adopted, ips({"10.0.0.1"}));
  c.first_sight = false;
  web.annotations["lb.herald/adopted"] = "2001:db8::1,10.0.0.1";
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  EXPECT_EQ(c.decide(web).adopted, ips({"10.0.0.1"}));
  web.annotations["lb.herald/adopted"] = "10.0.0.11";
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.1 Assigned");
  EXPECT_EQ(c.decide(web).adopted, ips({}));
}

TEST(PlanUsurped, OfTwoFamiliesOnlyTheOneMoves) {
  PlanCase c({pool("p", {"10.0.0.0/31", "2001:db8::/127"})});
  model::Service web = service("web", {"10.0.0.0", "2001:db8::"});
  web.ip_families = {net::Family::ipv4, net::Family::ipv6};
  web.family_policy = model::FamilyPolicy::prefer_dual_stack;
  c.restore(web);
  c.stranger("10.0.0.0", true);
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.1 2001:db8:: Assigned");
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.0 2001:db8:: AddressInUseOnLan") << "none rather than one less";
}

TEST(PlanUsurped, ANodesOwnAddressIsLeftForAnother) {
  PlanCase c(kTwo);
  const model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  c.node("10.0.0.1");
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.1 Assigned");
  EXPECT_EQ(c.decide(web).message, "10.0.0.1 is node-1's own address; 10.1.0.1 from pool \"q\"");
  c.edit(kOne);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 NodeAddress") << "there is no other";
}

TEST(PlanUsurped, ANodesOwnAddressIsGivenToNobody) {
  PlanCase c(kTwo);
  c.node("10.0.0.1");
  EXPECT_EQ(c.verdict(service("web")), "assign 10.1.0.1 Assigned");
  model::Service by_name = service("web");
  by_name.annotations["lb.herald/addresses"] = "10.0.0.1";
  EXPECT_EQ(c.verdict(by_name), "refuse NodeAddress");
}

// It was in the status when we came, and no pool has it: nobody asked for it to be moved.
TEST(PlanUsurped, AStrandedAddressOfANodeStaysAndIsSaidToBeOne) {
  PlanCase c(kTwo);
  const model::Service web = service("web", {"192.0.2.1"});
  c.restore(web);
  c.node("192.0.2.1");
  EXPECT_EQ(c.verdict(web), "keep 192.0.2.1 PoolGone");
  EXPECT_THAT(c.decide(web).message, HasSubstr("; 192.0.2.1 is node-1's own address, which nobody "
                                               "announces; it stays until"));
  c.stranded = config::Stranded::release;
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.1 Assigned");
}

TEST(PlanUsurped, WhatIsGoingAwayIsLeftAlone) {
  PlanCase c(kTwo);
  model::Service web = service("web", {"10.0.0.1"});
  web.being_deleted = true;
  c.restore(web);
  c.stranger("10.0.0.1", true);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
}

}  // namespace
}  // namespace herald::controller
