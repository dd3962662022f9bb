#include "speaker/snapshot.h"

#include "tests/unit/speaker/cluster.h"

#include <utility>

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::endpoint;
using bench::ip;
using bench::service;
using testing::ElementsAre;
using testing::IsEmpty;

class SnapshotTest : public testing::Test {
 protected:
  Snapshot::Touched see(const model::Service& service) {
    Snapshot::Touched touched;
    snapshot_.see(service, touched);
    return touched;
  }
  Snapshot::Touched see(const EndpointsChanged& event) {
    Snapshot::Touched touched;
    snapshot_.see(event.slice, event.endpoints, touched);
    return touched;
  }
  Snapshot::Touched forget_slice(const kube::Key& slice) {
    Snapshot::Touched touched;
    snapshot_.forget_slice(slice, touched);
    return touched;
  }

  Snapshot snapshot_{""};
};

TEST_F(SnapshotTest, AServiceTouchesItsAddressesBeforeAndAfter) {
  EXPECT_THAT(see(service("web", {"10.0.0.1"})), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(see(service("web", {"10.0.0.1"})), IsEmpty());
  EXPECT_THAT(see(service("web", {"10.0.0.2"})), ElementsAre(ip("10.0.0.1"), ip("10.0.0.2")));
  EXPECT_THAT(snapshot_.tenants_of(ip("10.0.0.1")), IsEmpty());
  Snapshot::Touched touched;
  snapshot_.forget({"shop", "web"}, touched);
  EXPECT_THAT(touched, ElementsAre(ip("10.0.0.2")));
  EXPECT_THAT(snapshot_.tenancies(), IsEmpty());
}

TEST_F(SnapshotTest, OnlyLoadBalancersOfOurClassCount) {
  model::Service foreign = service("web", {"10.0.0.1"});
  foreign.load_balancer_class = "somebody.else/lb";
  EXPECT_THAT(see(foreign), IsEmpty());
  model::Service internal = service("web", {"10.0.0.1"});
  internal.is_load_balancer = false;
  EXPECT_THAT(see(internal), IsEmpty());
  EXPECT_THAT(see(service("web", {})), IsEmpty());
  // One that was ours and turns into something else lets go.
  EXPECT_THAT(see(service("web", {"10.0.0.1"})), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(see(internal), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(snapshot_.tenants(), IsEmpty());
}

TEST_F(SnapshotTest, AClassOfOurOwnLeavesOthersAlone) {
  Snapshot classed("lb.herald/internal");
  Snapshot::Touched touched;
  classed.see(service("web", {"10.0.0.1"}), touched);
  EXPECT_THAT(touched, IsEmpty());
  model::Service ours = service("web", {"10.0.0.1"});
  ours.load_balancer_class = "lb.herald/internal";
  classed.see(ours, touched);
  EXPECT_THAT(touched, ElementsAre(ip("10.0.0.1")));
}

TEST_F(SnapshotTest, ASharedAddressStaysWithTheOthers) {
  see(service("a", {"10.0.0.1"}));
  see(service("b", {"10.0.0.1"}));
  Snapshot::Touched touched;
  snapshot_.forget({"shop", "a"}, touched);
  EXPECT_THAT(snapshot_.tenants_of(ip("10.0.0.1")), ElementsAre(model::ServiceKey{"shop", "b"}));
}

TEST_F(SnapshotTest, EndpointsTouchTheAddressesOfTheirServiceAlone) {
  see(service("web", {"10.0.0.1"}));
  see(service("other", {"10.0.0.2"}));
  EXPECT_THAT(see(bench::endpoints("web", {endpoint("a")})), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(see(bench::endpoints("web", {endpoint("a")})), IsEmpty());
  EXPECT_THAT(see(bench::endpoints("nobody", {endpoint("a")})), IsEmpty());
}

// The watches know no order between them.
TEST_F(SnapshotTest, EndpointsMayComeBeforeTheirService) {
  see(bench::endpoints("web", {endpoint("a")}));
  see(service("web", {"10.0.0.1"}));
  EXPECT_THAT(snapshot_.backends({"shop", "web"}, net::Family::ipv4).nodes(), ElementsAre("a"));
}

TEST_F(SnapshotTest, ASliceMayGoOverToAnotherService) {
  see(service("a", {"10.0.0.1"}));
  see(service("b", {"10.0.0.2"}));
  EndpointsChanged slice = bench::endpoints("a", {endpoint("n")});
  see(slice);
  slice.endpoints.service.name = "b";
  EXPECT_THAT(see(slice), ElementsAre(ip("10.0.0.1"), ip("10.0.0.2")));
  EXPECT_FALSE(snapshot_.backends({"shop", "a"}, net::Family::ipv4).any());
  EXPECT_THAT(forget_slice(slice.slice), ElementsAre(ip("10.0.0.2")));
  EXPECT_FALSE(snapshot_.backends({"shop", "b"}, net::Family::ipv4).any());
  EXPECT_THAT(forget_slice(slice.slice), IsEmpty());
}

TEST_F(SnapshotTest, OfNodesOnlyWhatDecidesMatters) {
  using Change = Snapshot::NodeChange;
  EXPECT_EQ(snapshot_.see(bench::node("a")), Change::matters);
  model::Node heartbeat = bench::node("a");
  heartbeat.ready = false;
  heartbeat.schedulable = false;
  EXPECT_EQ(snapshot_.see(heartbeat), Change::nothing);
  EXPECT_EQ(snapshot_.see(bench::node("a", {{"rack", "1"}})), Change::matters);
  heartbeat = bench::node("a", {{"rack", "1"}});
  heartbeat.network_unavailable = true;
  EXPECT_EQ(snapshot_.see(heartbeat), Change::matters);
  EXPECT_EQ(snapshot_.forget_node("a"), Change::matters);
  EXPECT_EQ(snapshot_.forget_node("a"), Change::nothing);
}

}  // namespace
}  // namespace herald::speaker
