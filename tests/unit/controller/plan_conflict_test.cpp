// What plan() does about addresses that are no longer right: stranded by an edit of the pools, or contested.

#include "controller/plan.h"
#include "tests/unit/controller/plan_case.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

model::Service sharing(std::string name, std::string key, std::uint16_t port,
                       std::initializer_list<std::string_view> ingress) {
  model::Service made = service(std::move(name), ingress);
  made.annotations["lb.herald/allow-shared-ip"] = std::move(key);
  made.ports = {{model::Protocol::tcp, port}};
  return made;
}

TEST(PlanStranded, StaysAndSaysWhatEndsIt) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  const model::Service web = service("web", {"10.9.0.1"});
  c.restore(web);
  const Decision decision = c.decide(web);
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone");
  EXPECT_EQ(decision.pools, std::vector<std::string>{""});
  EXPECT_EQ(decision.message,
            "10.9.0.1 is in no pool that admits this Service any more; it stays until the Service is deleted "
            "or asks for another address by name, or the configuration says stranded: release");
}

TEST(PlanStranded, AnEditOfSelectorsStrandsToo) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  const model::Service web = service("web", {"10.0.0.1"});
  c.restore(web);
  alloc::PoolSpec narrower = pool("p", {"10.0.0.0/30"});
  narrower.admission.namespaces = {"lab"};
  c.edit({narrower});
  EXPECT_EQ(c.verdict(web), "keep 10.0.0.1 PoolGone");
}

TEST(PlanStranded, MovesWhenItAsksForAnotherAddress) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  c.restore(service("tenant", {"10.0.0.2"}));
  model::Service web = service("web", {"10.9.0.1"});
  web.annotations["lb.herald/addresses"] = "10.0.0.3";
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.3 Assigned");
  web.annotations["lb.herald/addresses"] = "10.0.0.2";
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 AddressTaken") << "a replacement is secured first";
  web.annotations["lb.herald/addresses"] = "10.9.0.1";
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone") << "it asks for the one it has";
}

TEST(PlanStranded, TheOldRequestForAPoolIsNotANewOne) {
  PlanCase c({pool("p", {"10.0.0.0/30"}), pool("q", {"10.1.0.0/30"})});
  model::Service web = service("web", {"10.9.0.1"});
  web.annotations = {{"lb.herald/address-pool", "p"}, {"lb.herald/pool", "p"}};
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone") << "p was cut, the wish is old";
  web.annotations["lb.herald/address-pool"] = "q";
  EXPECT_EQ(c.verdict(web), "assign 10.1.0.0 Assigned") << "the wish is new";
  web.annotations["lb.herald/pool"] = "v4,q";
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone") << "one of two pools";
  web.annotations.erase("lb.herald/pool");
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone") << "nobody knows, so nothing moves";
  web.annotations = {{"lb.herald/address-pool", "gone"}, {"lb.herald/pool", "gone"}};
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone") << "the whole pool was removed";
}

TEST(PlanStranded, ReleaseMovesItAsSoonAsThereIsAReplacement) {
  PlanCase c({pool("p", {"10.0.0.0/32"})});
  c.stranded = config::Stranded::release;
  const model::Service web = service("web", {"10.9.0.1"});
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.0 Assigned");
  c.restore(service("tenant", {"10.0.0.0"}));
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone");
  EXPECT_EQ(
      c.decide(web).message,
      "10.9.0.1 is in no pool that admits this Service any more; it stays until there is a replacement: "
      "no address: pool \"p\" is full (1 of 1 in use)");
  EXPECT_EQ(c.decide(web).waits.room, (std::set<alloc::Room>{{"p", net::Family::ipv4}}));
}

TEST(PlanStranded, NothingIsAddedMeanwhileAndTheHealthyHalfStays) {
  PlanCase c({pool("p", {"10.0.0.0/30", "fd00::/126"})});
  model::Service web = service("web", {"10.9.0.1"});
  web.ip_families = {net::Family::ipv4, net::Family::ipv6};
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 PoolGone");
  web.ingress = ips({"10.9.0.1", "fd00::2"});
  EXPECT_EQ(c.verdict(web), "keep 10.9.0.1 fd00::2 PoolGone");
  EXPECT_EQ(c.decide(web).pools, (std::vector<std::string>{"", "p"}));
  c.stranded = config::Stranded::release;
  EXPECT_EQ(c.verdict(web), "assign 10.0.0.0 fd00::2 Assigned");
}

TEST(PlanStranded, AFamilyNoLongerWantedIsNotClungTo) {
  PlanCase c({pool("p", {"10.0.0.0/30"})});
  EXPECT_EQ(c.verdict(service("web", {"fd09::1"})), "assign 10.0.0.0 Assigned");
  EXPECT_EQ(c.verdict(service("web", {"fd09::1", "10.0.0.2"})), "assign 10.0.0.2 Assigned");
  c.restore(service("tenant", {"10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"}));
  EXPECT_EQ(c.verdict(service("web", {"fd09::1"})), "keep fd09::1 PoolFull")
      << "but it is better than nothing";
}

TEST(PlanContested, AnEditThatBreaksSharingMovesTheEditedService) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  const model::Service a = sharing("a", "k", 80, {"10.0.0.0"});
  const model::Service b = sharing("b", "k", 443, {"10.0.0.0"});
  c.restore(a);
  c.restore(b);
  EXPECT_EQ(c.verdict(a), "keep 10.0.0.0 Shared");
  EXPECT_EQ(c.decide(a).message, "10.0.0.0 from pool \"p\", shared");
  const model::Service edited = sharing("a", "k", 443, {"10.0.0.0"});
  EXPECT_EQ(c.verdict(edited), "assign 10.0.0.1 Assigned");
  EXPECT_EQ(c.decide(edited).message,
            "10.0.0.0 can not be shared with its other holders; 10.0.0.1 from pool \"p\"");
  c.hold(edited, ips({"10.0.0.0", "10.0.0.1"}));  // until the write is confirmed
  EXPECT_EQ(c.verdict(edited), "assign 10.0.0.1 Assigned");
  EXPECT_EQ(c.verdict(b), "keep 10.0.0.0 Kept") << "the neighbour stays, alone by right";
}

// Found by the simulator (seed 5889): the write was under way when the neighbour's edit broke the sharing.
TEST(PlanContested, AReservationIsNotShownBesideATrespasserWhoStillShowsIt) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  const model::Service reserving = sharing("a", "k", 80, {});
  c.restore(sharing("b", "k", 443, {"10.0.0.0"}));
  c.hold(reserving, ips({"10.0.0.0"}));
  EXPECT_EQ(c.verdict(reserving), "assign 10.0.0.0 Shared");
  c.restore(service("b", {"10.0.0.0"}));
  EXPECT_EQ(c.verdict(reserving), "assign 10.0.0.1 Assigned");
}

TEST(PlanContested, WithoutAReplacementItIsCleared) {
  PlanCase c({pool("p", {"10.0.0.0/32"})});
  c.restore(sharing("a", "k", 80, {"10.0.0.0"}));
  c.restore(sharing("b", "k", 443, {"10.0.0.0"}));
  const model::Service edited = sharing("a", "j", 80, {"10.0.0.0"});
  EXPECT_EQ(c.verdict(edited), "clear PoolFull");
  EXPECT_EQ(
      c.decide(edited).message,
      "10.0.0.0 can not be shared with its other holders; no address: pool \"p\" is full (1 of 1 in use)");
}

TEST(PlanContested, OfTwoStatusesThatClaimOneAddressTheOneEnteredFirstWins) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  const model::Service older = service("z-older", {"10.0.0.0"});
  const model::Service younger = service("a-younger", {"10.0.0.0"});
  c.restore(older);
  c.restore(younger);
  EXPECT_EQ(c.verdict(older), "keep 10.0.0.0 Kept");
  EXPECT_EQ(c.verdict(younger), "assign 10.0.0.1 Assigned");
}

TEST(PlanContested, NoDefectAndNoDeletionLetsTwoStayTogether) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  c.restore(service("tenant", {"10.0.0.0"}));
  model::Service web = service("web", {"10.0.0.0"});
  web.annotations["lb.herald/addresses"] = "nonsense";
  EXPECT_EQ(c.verdict(web), "clear BadRequest");
  web.annotations.clear();
  web.being_deleted = true;
  EXPECT_EQ(c.verdict(web), "clear Kept");
}

TEST(PlanContested, AStrandedAddressCanBeContestedToo) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  c.restore(service("tenant", {"10.9.0.1"}));
  EXPECT_EQ(c.verdict(service("web", {"10.9.0.1"})), "assign 10.0.0.0 Assigned");
}

TEST(PlanContested, KeysThatDisagreeLeaveTheLastClearOneInForce) {
  PlanCase c({pool("p", {"10.0.0.0/31"})});
  c.restore(sharing("a", "k", 80, {"10.0.0.0"}));
  model::Service b = sharing("b", "k", 443, {"10.0.0.0"});
  c.restore(b);
  b.annotations["lb.herald/allow-shared-ip"] = "other";
  b.annotations["metallb.io/allow-shared-ip"] = "k";
  EXPECT_EQ(c.verdict(b), "keep 10.0.0.0 ConflictingRequests");
  EXPECT_EQ(c.decide(b).sharing.key, "k");
}

}  // namespace
}  // namespace herald::controller
