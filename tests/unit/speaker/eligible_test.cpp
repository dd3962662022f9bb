#include "speaker/eligible.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::endpoint;
using bench::Grade;
using bench::ip;
using bench::node;
using bench::service;
using model::Reason;
using model::TrafficPolicy;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(MayAnnounce, AsksForLabelsAndANetwork) {
  PoolSettings anywhere;
  EXPECT_TRUE(may_announce(node("a"), anywhere));
  EXPECT_FALSE(may_announce(node("a", {{std::string(model::kExcludeNodeLabel), ""}}), anywhere));
  model::Node cut = node("a");
  cut.network_unavailable = true;
  EXPECT_FALSE(may_announce(cut, anywhere));
  model::Node cordoned = node("a");
  cordoned.ready = cordoned.schedulable = false;
  EXPECT_TRUE(may_announce(cordoned, anywhere));
  PoolSettings racked;
  racked.node_selectors = {bench::selector("rack", "1"), bench::selector("rack", "2")};
  EXPECT_FALSE(may_announce(node("a"), racked));
  EXPECT_TRUE(may_announce(node("a", {{"rack", "2"}}), racked));
}

class EligibleTest : public testing::Test {
 protected:
  EligibleTest() {
    for (const char* name : {"a", "b", "c"})
      put(node(name));
  }
  void put(const model::Node& node) {
    Snapshot::Touched touched;
    static_cast<void>(snapshot_.see(node, touched));
  }
  void put(const model::Service& service, std::vector<model::Endpoint> endpoints) {
    Snapshot::Touched touched;
    snapshot_.see(service, touched);
    const EndpointsChanged slice = bench::endpoints(service.key.name, std::move(endpoints));
    snapshot_.see(slice.slice, slice.endpoints, touched);
  }
  Eligible ask(const std::string& address = "10.0.0.1") {
    return eligible(snapshot_, ip(address), admitted_, sets_);
  }

  Snapshot snapshot_{""};
  NodeSets sets_;
  NodeSetPtr admitted_ = sets_.share({"a", "b"});
};

TEST_F(EligibleTest, ClusterPolicyIsAllAdmittedNodesOnceAnEndpointIsReadyAnywhere) {
  put(service("web", {"10.0.0.1"}), {endpoint("c")});
  EXPECT_EQ(ask().nodes, admitted_);  // the very same set, not a copy
  EXPECT_EQ(ask().reason, Reason::announced);
}

TEST_F(EligibleTest, WithoutAReadyEndpointNobodyMay) {
  put(service("web", {"10.0.0.1"}), {endpoint("a", Grade::unready)});
  EXPECT_THAT(*ask().nodes, IsEmpty());
  EXPECT_EQ(ask().reason, Reason::no_ready_endpoints);
}

TEST_F(EligibleTest, ClusterPolicyLivesOnWithTheLastPodOnItsWayOut) {
  put(service("web", {"10.0.0.1"}), {endpoint("a", Grade::leaving)});
  EXPECT_EQ(ask().nodes, admitted_);
}

TEST_F(EligibleTest, LocalPolicyIsTheAdmittedNodesWithAnEndpoint) {
  put(service("web", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("b"), endpoint("c")});
  EXPECT_THAT(*ask().nodes, ElementsAre("b"));
}

TEST_F(EligibleTest, LocalPolicyPrefersReadyOnes) {
  put(service("web", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("a", Grade::leaving), endpoint("b")});
  EXPECT_THAT(*ask().nodes, ElementsAre("b"));
  put(service("web", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("a", Grade::leaving)});
  EXPECT_THAT(*ask().nodes, ElementsAre("a"));
}

TEST_F(EligibleTest, LocalPolicyWithPodsOnOtherNodesOnlySaysSo) {
  put(service("web", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("c")});
  EXPECT_THAT(*ask().nodes, IsEmpty());
  EXPECT_EQ(ask().reason, Reason::no_node_admits);
}

TEST_F(EligibleTest, NoAdmittedNodeSaysSo) {
  admitted_ = sets_.share({});
  put(service("web", {"10.0.0.1"}), {endpoint("a")});
  EXPECT_THAT(*ask().nodes, IsEmpty());
  EXPECT_EQ(ask().reason, Reason::no_node_admits);
}

TEST_F(EligibleTest, FamiliesGoByTheirOwnEndpoints) {
  put(service("web", {"10.0.0.1", "2001:db8::1"}, TrafficPolicy::local),
      {endpoint("a"), endpoint("b", Grade::ready, "fd00::1")});
  EXPECT_THAT(*ask("10.0.0.1").nodes, ElementsAre("a"));
  EXPECT_THAT(*ask("2001:db8::1").nodes, ElementsAre("b"));
}

TEST_F(EligibleTest, ASharedAddressIsWhereAnyOfItsServicesMayBe) {
  put(service("one", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("a")});
  put(service("two", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("b")});
  EXPECT_THAT(*ask().nodes, ElementsAre("a", "b"));
  put(service("two", {"10.0.0.1"}, TrafficPolicy::local), {endpoint("b", Grade::unready)});
  EXPECT_THAT(*ask().nodes, ElementsAre("a"));
}

TEST_F(EligibleTest, OneWithoutPodsDoesNotSilenceItsNeighbour) {
  put(service("one", {"10.0.0.1"}), {});
  put(service("two", {"10.0.0.1"}), {endpoint("a")});
  EXPECT_EQ(ask().nodes, admitted_);
}

// Not even on that node, and whether it is fit for announcing or not.
TEST_F(EligibleTest, AnAddressThatANodeHasForItselfIsNobodys) {
  put(service("web", {"10.0.0.1", "10.0.0.2"}), {endpoint("a")});
  model::Node excluded = node("c", {{std::string(model::kExcludeNodeLabel), ""}});
  excluded.addresses = {ip("10.0.0.1"), ip("192.0.2.1")};
  put(excluded);
  EXPECT_THAT(*ask("10.0.0.1").nodes, IsEmpty());
  EXPECT_EQ(ask("10.0.0.1").reason, Reason::node_address);
  EXPECT_EQ(ask("10.0.0.2").nodes, admitted_);
  excluded.addresses = {ip("192.0.2.1")};
  put(excluded);
  EXPECT_EQ(ask("10.0.0.1").nodes, admitted_);
}

TEST(Explain, EveryReasonForSilenceHasASentence) {
  PoolSettings settings;
  settings.pool = "lan";
  for (const Reason reason : {Reason::no_ready_endpoints, Reason::no_node_admits, Reason::no_interface,
                              Reason::awaiting_speaker, Reason::node_address}) {
    EXPECT_FALSE(explain(reason, settings).empty());
  }
  EXPECT_THAT(explain(Reason::no_node_admits, settings), testing::HasSubstr("pool \"lan\""));
  EXPECT_THAT(explain(Reason::announced, settings), IsEmpty());
}

}  // namespace
}  // namespace herald::speaker
