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

  // Who has the address.
  std::vector<model::ServiceKey> tenants(const std::string& address) {
    std::vector<model::ServiceKey> keys;
    for (const Snapshot::Service* const service : snapshot_.tenants_of(ip(address)))
      keys.push_back(service->key.key());
    return keys;
  }
  // Whether the only one on the address is delivered on the node.
  bool delivered(const std::string& address, const std::string& node) {
    return Snapshot::backends(*snapshot_.tenants_of(ip(address)).at(0), net::Family::ipv4).delivered_on(node);
  }

  Snapshot snapshot_{""};
};

TEST_F(SnapshotTest, AServiceTouchesItsAddressesBeforeAndAfter) {
  EXPECT_THAT(see(service("web", {"10.0.0.1"})), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(see(service("web", {"10.0.0.1"})), IsEmpty());
  EXPECT_THAT(see(service("web", {"10.0.0.2"})), ElementsAre(ip("10.0.0.1"), ip("10.0.0.2")));
  EXPECT_THAT(tenants("10.0.0.1"), IsEmpty());
  Snapshot::Touched touched;
  snapshot_.forget({"shop", "web"}, touched);
  EXPECT_THAT(touched, ElementsAre(ip("10.0.0.2")));
  EXPECT_TRUE(snapshot_.tenancies().empty());
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
  EXPECT_EQ(snapshot_.tenants(), 0U);
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
  EXPECT_THAT(tenants("10.0.0.1"), ElementsAre(model::ServiceKey{"shop", "b"}));
  EXPECT_EQ(snapshot_.tenants(), 1U);
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
  EXPECT_TRUE(delivered("10.0.0.1", "a"));
}

// What is left of a Service that is gone is found again by the next of its name, and nothing else is.
TEST_F(SnapshotTest, EndpointsOutliveTheirServiceAndTheirServiceThem) {
  see(service("web", {"10.0.0.1"}));
  const EndpointsChanged slice = bench::endpoints("web", {endpoint("a")});
  see(slice);
  Snapshot::Touched touched;
  snapshot_.forget({"shop", "web"}, touched);
  EXPECT_EQ(snapshot_.tenants(), 0U);
  see(service("web", {"10.0.0.2"}));
  EXPECT_TRUE(delivered("10.0.0.2", "a"));
  EXPECT_THAT(forget_slice(slice.slice), ElementsAre(ip("10.0.0.2")));
  EXPECT_FALSE(delivered("10.0.0.2", "a"));
  EXPECT_THAT(see(slice), ElementsAre(ip("10.0.0.2")));
  EXPECT_TRUE(delivered("10.0.0.2", "a"));
}

TEST_F(SnapshotTest, OfSeveralSlicesEachGoesAlone) {
  see(service("web", {"10.0.0.1"}));
  const std::vector<std::string> nodes = {"a", "b", "c"};
  for (const std::string& node : nodes) {
    EndpointsChanged slice = bench::endpoints("web", {endpoint(node)});
    slice.slice.name = "slice-" + node;
    see(slice);
  }
  forget_slice({"shop", "slice-b"});
  EXPECT_TRUE(delivered("10.0.0.1", "a"));
  EXPECT_FALSE(delivered("10.0.0.1", "b"));
  EXPECT_TRUE(delivered("10.0.0.1", "c"));
  forget_slice({"shop", "slice-c"});
  forget_slice({"shop", "slice-a"});
  EXPECT_FALSE(delivered("10.0.0.1", "a"));
}

// One that delivers nowhere is as good as none.
TEST_F(SnapshotTest, ASliceThatDeliversNowhereTouchesWhenItDidBefore) {
  see(service("web", {"10.0.0.1"}));
  const EndpointsChanged nothing = bench::endpoints("web", {endpoint("a", bench::Grade::unready)});
  EXPECT_THAT(see(nothing), IsEmpty());
  EXPECT_THAT(see(bench::endpoints("web", {endpoint("a")})), ElementsAre(ip("10.0.0.1")));
  EXPECT_THAT(see(nothing), ElementsAre(ip("10.0.0.1")));
  EXPECT_FALSE(delivered("10.0.0.1", "a"));
  EXPECT_THAT(see(nothing), IsEmpty());
}

TEST_F(SnapshotTest, ASliceMayGoOverToAnotherService) {
  see(service("a", {"10.0.0.1"}));
  see(service("b", {"10.0.0.2"}));
  EndpointsChanged slice = bench::endpoints("a", {endpoint("n")});
  see(slice);
  slice.endpoints.service.name = "b";
  EXPECT_THAT(see(slice), ElementsAre(ip("10.0.0.1"), ip("10.0.0.2")));
  EXPECT_FALSE(delivered("10.0.0.1", "n"));
  EXPECT_TRUE(delivered("10.0.0.2", "n"));
  EXPECT_THAT(forget_slice(slice.slice), ElementsAre(ip("10.0.0.2")));
  EXPECT_FALSE(delivered("10.0.0.2", "n"));
  EXPECT_THAT(forget_slice(slice.slice), IsEmpty());
}

class SnapshotNodesTest : public SnapshotTest {
 protected:
  using Change = Snapshot::NodeChange;

  Change see_node(const model::Node& node) {
    touched_.clear();
    return snapshot_.see(node, touched_);
  }
  Change forget_node(const std::string& name) {
    touched_.clear();
    return snapshot_.forget_node(name, touched_);
  }
  static model::Node node_at(const std::string& name, const std::vector<std::string>& addresses) {
    model::Node made = bench::node(name);
    for (const std::string& address : addresses)
      made.addresses.push_back(ip(address));
    return made;
  }

  Snapshot::Touched touched_;  // by the last call
};

TEST_F(SnapshotNodesTest, OnlyWhatDecidesMatters) {
  EXPECT_EQ(see_node(bench::node("a")), Change::matters);
  model::Node heartbeat = bench::node("a");
  heartbeat.ready = false;
  heartbeat.schedulable = false;
  EXPECT_EQ(see_node(heartbeat), Change::nothing);
  EXPECT_EQ(see_node(bench::node("a", {{"rack", "1"}})), Change::matters);
  heartbeat = bench::node("a", {{"rack", "1"}});
  heartbeat.network_unavailable = true;
  EXPECT_EQ(see_node(heartbeat), Change::matters);
  EXPECT_EQ(forget_node("a"), Change::matters);
  EXPECT_EQ(forget_node("a"), Change::nothing);
}

TEST_F(SnapshotNodesTest, AnAddressThatIsANodesOwnIsTouchedWhenAServiceHasIt) {
  see(service("web", {"10.0.0.1", "10.0.0.3"}));
  EXPECT_EQ(see_node(node_at("a", {"10.0.0.1", "10.0.0.2"})), Change::matters);
  EXPECT_THAT(touched_, ElementsAre(ip("10.0.0.1")));
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.1")), "a");
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.2")), "a");
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.3")), "");
  // Kubelets say the same again and again.
  EXPECT_EQ(see_node(node_at("a", {"10.0.0.1", "10.0.0.2"})), Change::nothing);
  EXPECT_THAT(touched_, IsEmpty());
  EXPECT_EQ(see_node(node_at("a", {"10.0.0.3"})), Change::matters);
  EXPECT_THAT(touched_, ElementsAre(ip("10.0.0.1"), ip("10.0.0.3")));
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.1")), "");
  EXPECT_EQ(forget_node("a"), Change::matters);
  EXPECT_THAT(touched_, ElementsAre(ip("10.0.0.3")));
  EXPECT_TRUE(snapshot_.node_addresses().empty());
}

// A machine that is set up anew under another name; or two behind one address towards the outside.
TEST_F(SnapshotNodesTest, AnAddressOfTwoNodesStaysTheOthers) {
  see_node(node_at("b", {"10.0.0.1"}));
  see_node(node_at("a", {"10.0.0.1"}));
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.1")), "a");
  forget_node("a");
  EXPECT_EQ(snapshot_.node_at(ip("10.0.0.1")), "b");
}

}  // namespace
}  // namespace herald::speaker
