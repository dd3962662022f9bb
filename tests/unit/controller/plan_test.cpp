#include "controller/plan.h"

#include "tests/unit/controller/plan_case.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

TEST(Plan, GivesTheFirstServiceTheLowestAddress) {
  const PlanCase c({pool("my-ip-space", {"192.168.23.220/30"})});
  const Decision decision = c.decide(service("gateway"));
  EXPECT_EQ(decision.action, Action::assign);
  EXPECT_EQ(decision.reason, model::Reason::assigned);
  EXPECT_EQ(decision.message, "192.168.23.220 from pool \"my-ip-space\"");
  EXPECT_EQ(decision.pools, std::vector<std::string>{"my-ip-space"});
  EXPECT_EQ(decision.sharing.ports, service("gateway").ports);
}

TEST(Plan, KeepsWhatIsRight) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  const model::Service web = service("web", {"10.0.0.3"});
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.3 Kept") << "the status counts before it is in the ledger";
  c.restore(web);
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.3 Kept");
  EXPECT_EQ(c.decide(web).message, "10.0.0.3 from pool \"p\"");
}

TEST(Plan, RefusesWithWhatItWaitsFor) {
  PlanCase c({pool("p", {"10.0.0.0/32"})});
  c.restore(service("tenant", {"10.0.0.0"}));
  const Decision decision = c.decide(service("web"));
  EXPECT_EQ(c.verdict(service("web")), "refuse PoolFull");
  EXPECT_EQ(decision.message, "no address: pool \"p\" is full (1 of 1 in use)");
  EXPECT_EQ(decision.waits.room, (std::set<alloc::Room>{{"p", net::Family::ipv4}}));
}

TEST(Plan, AWriteOnItsWayIsNotDecidedAgain) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  c.hold(service("web"), ips({"10.0.0.2"}));
  EXPECT_EQ(c.verdict(service("web")), "assign 10.0.0.2 Assigned");
  c.hold(service("web"), ips({"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(c.verdict(service("web", {"10.0.0.2"})), "keep 10.0.0.2 Kept");
}

struct Ownership {
  const char* what;
  bool load_balancer;
  std::optional<std::string> its_class;
  std::string our_class;
  bool held;
  bool shown;
  bool marked;  // with our annotation
  std::string verdict;
};

TEST(Plan, TouchesOnlyWhatIsOurs) {
  const auto none = std::nullopt;
  const std::vector<Ownership> cases = {
      {"no class, no flag", true, none, "", false, false, false, "assign 10.0.0.0 Assigned"},
      {"our class", true, "herald", "herald", false, false, false, "assign 10.0.0.0 Assigned"},
      {"foreign class", true, "other", "", false, false, false, "ignore Kept"},
      {"foreign class with a status", true, "other", "", false, true, true, "ignore Kept"},
      {"other class than the flag's", true, "other", "herald", false, true, false, "ignore Kept"},
      {"no class, but a flag", true, none, "herald", false, true, false, "ignore Kept"},
      {"went to another class, still shows ours", true, "other", "", true, true, false, "let go"},
      {"went to another class, shows nothing", true, "other", "", true, false, false, "ignore Kept"},
      {"ClusterIP", false, none, "", false, false, false, "ignore Kept"},
      {"ClusterIP with a stranger's status", false, none, "", false, true, false, "ignore Kept"},
      {"ClusterIP after a restart, our mark", false, none, "", false, true, true, "let go"},
      {"ClusterIP, held", false, none, "", true, true, true, "let go"},
      {"ClusterIP, held, the status is empty", false, none, "", true, false, false, "let go"},
      {"ClusterIP, only the mark is left", false, none, "", false, false, true, "ignore Kept"},
  };
  for (const Ownership& o : cases) {
    PlanCase c({pool("p", {"10.0.0.0/30"})});
    model::Service web = service("web");
    if (o.held) c.hold(web, ips({"10.0.0.1"}));
    if (o.shown) web.ingress = ips({"10.0.0.1"});
    if (o.marked) web.annotations["lb.herald/pool"] = "p";
    web.is_load_balancer = o.load_balancer;
    web.load_balancer_class = o.its_class;
    EXPECT_EQ(c.verdict(web, o.our_class), o.verdict) << o.what;
  }
}

TEST(Plan, AnotherOwnersAddressIsNotCleared) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  model::Service web = service("web", {"203.0.113.7"});
  c.hold(web, ips({"10.0.0.1"}));
  web.load_balancer_class = "other";
  EXPECT_EQ(c.verdict(web), "ignore Kept");
}

TEST(Plan, AServiceUnderDeletionKeepsWhatItHasAndGetsNothing) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  model::Service web = service("web", {"10.0.0.1"});
  web.being_deleted = true;
  web.annotations["lb.herald/addresses"] = "10.0.0.2";
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  EXPECT_EQ(c.decide(web).message, "the Service is being deleted; 10.0.0.1 stays");
  web.ingress.clear();
  EXPECT_EQ(c.verdict(web), "ignore Kept");
}

TEST(Plan, ARequestMovesTheServiceOnlyWhenItCanBeMet) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  c.restore(service("tenant", {"10.0.0.2"}));
  model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  web.annotations["lb.herald/addresses"] = "10.0.0.3";
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.3 Assigned");
  web.annotations["lb.herald/addresses"] = "10.0.0.2";
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 AddressTaken");
  EXPECT_EQ(c.decide(web).message, "no address: 10.0.0.2 is held by shop/tenant; 10.0.0.1 stays");
  EXPECT_EQ(c.decide(web).waits.addresses, (std::set<net::IpAddress>{ip("10.0.0.2")}));
  web.annotations = {{"lb.herald/address-pool", "gone"}};
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 PoolUnknown");
}

TEST(Plan, ADefectChangesNothing) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  web.annotations["lb.herald/addresses"] = "nonsense";
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 BadRequest");
  web.annotations = {{"lb.herald/address-pool", "a"}, {"metallb.io/address-pool", "b"}};
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 ConflictingRequests");
  EXPECT_EQ(c.decide(web).pools, std::vector<std::string>{"p"});
  web.annotations.clear();
  web.ip_families.clear();
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 AwaitingClusterIP");
  web.ingress = ips({"fd00::1", "10.0.0.1"});
  EXPECT_EQ(c.verdict(web), "keep fd00::1 10.0.0.1 AwaitingClusterIP") << "not even the order";
  web.key.name = "new";
  web.ingress.clear();
  EXPECT_EQ(c.verdict(web), "refuse AwaitingClusterIP");
}

TEST(Plan, DualStackIsToppedUpAndCutBack) {
  PlanCase c({pool("p", {"10.0.0.0/30", "fd00::/126"})});
  model::Service web = service("web", {"10.0.0.1"});
  web.ip_families = {net::Family::ipv4, net::Family::ipv6};
  web.family_policy = model::FamilyPolicy::prefer_dual_stack;
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.1 fd00:: Assigned");
  EXPECT_EQ(c.decide(web).message, "10.0.0.1 from pool \"p\", fd00:: from pool \"p\"");
  web.ingress = ips({"10.0.0.1", "fd00::"});
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 fd00:: Kept");
  web.ip_families = {net::Family::ipv4};
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.1 Assigned");
}

TEST(Plan, TheSecondFamilyNeverCostsTheFirst) {
  PlanCase c({pool("p", {"10.0.0.0/30", "fd00::/128"})});
  c.restore(service("tenant", {"fd00::"}));
  model::Service web = service("web", {"10.0.0.1"});
  web.ip_families = {net::Family::ipv4, net::Family::ipv6};
  web.family_policy = model::FamilyPolicy::require_dual_stack;
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 PoolFull");
  EXPECT_EQ(c.decide(web).waits.room, (std::set<alloc::Room>{{"p", net::Family::ipv6}}));
  web.family_policy = model::FamilyPolicy::prefer_dual_stack;
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 Kept");
  EXPECT_EQ(c.decide(web).message, "10.0.0.1 from pool \"p\"; IPv6 follows when a pool has room");
  EXPECT_EQ(c.decide(web).waits.room, (std::set<alloc::Room>{{"p", net::Family::ipv6}}));
  web.ingress.clear();
  web.family_policy = model::FamilyPolicy::require_dual_stack;
  EXPECT_EQ(c.verdict(web), "refuse PoolFull") << "a new one gets both or nothing";
}

TEST(Plan, TheStatusIsPutInOrder) {
  const PlanCase c({pool("p", {"10.0.0.0/30", "fd00::/126"})});
  model::Service web = service("web", {"10.0.0.1", "fd00::1"});
  web.ip_families = {net::Family::ipv6, net::Family::ipv4};
  EXPECT_EQ(c.verdict(web), "assign fd00::1 10.0.0.1 Assigned");
}

}  // namespace
}  // namespace herald::controller
