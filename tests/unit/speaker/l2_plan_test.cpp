#include "speaker/l2_plan.h"

#include "tests/unit/speaker/cluster.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using bench::config_of;
using bench::endpoint;
using bench::ip;
using bench::node;
using bench::pool;
using bench::service;
using testing::ElementsAre;
using testing::IsEmpty;

class Layer2PlanTest : public testing::Test {
 protected:
  void put(const model::Service& service) {
    change([&](auto& touched) { snapshot_.see(service, touched); });
  }
  void put(const EndpointsChanged& event) {
    change([&](auto& touched) { snapshot_.see(event.slice, event.endpoints, touched); });
  }
  void put(const model::Node& node) {
    change([&](auto& touched) {
      if (snapshot_.see(node, touched) == Snapshot::NodeChange::matters) plan_.nodes_changed(snapshot_);
    });
  }
  void remove(const std::string& service) {
    change([&](auto& touched) { snapshot_.forget({"shop", service}, touched); });
  }
  void configure(std::vector<config::Pool> pools) {
    plan_.configure(*config_of(std::move(pools)), snapshot_);
  }

  // What the wire loop is told, in words: "want 10.0.0.1 on a b".
  std::vector<std::string> settle() {
    order::Orders orders;
    plan_.settle(snapshot_, orders);
    std::vector<std::string> words;
    for (const order::Order& each : orders) {
      if (const auto* unwant = std::get_if<order::Unwant>(&each)) {
        words.push_back("unwant " + unwant->address.to_string());
        continue;
      }
      const auto& want = std::get<order::Want>(each);
      std::string text = "want " + want.wanted.address.to_string() + " on";
      for (const std::string& name : *want.wanted.eligible)
        text += " " + name;
      for (const std::string& pattern : want.interfaces)
        text += " @" + pattern;
      words.push_back(text);
    }
    return words;
  }

  // One Service, "web", everywhere on a and b.
  void start() {
    put(node("a"));
    put(node("b"));
    put(service("web", {"10.0.0.1"}));
    put(bench::endpoints("web", {endpoint("a")}));
    configure({pool("lan", "10.0.0.0/24")});
    EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b"));
  }

  Snapshot snapshot_{""};
  Layer2Plan plan_;

 private:
  template <class Change>
  void change(Change how) {
    Snapshot::Touched touched;
    how(touched);
    plan_.touch(touched);
  }
};

TEST_F(Layer2PlanTest, WithoutAConfigurationNothingIsWanted) {
  put(node("a"));
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  EXPECT_THAT(settle(), IsEmpty());
  configure({pool("lan", "10.0.0.0/24")});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a"));
  EXPECT_THAT(settle(), IsEmpty());
}

TEST_F(Layer2PlanTest, OnlyDifferencesAreTold) {
  start();
  put(bench::endpoints("web", {endpoint("a"), endpoint("b")}));
  EXPECT_THAT(settle(), IsEmpty());
  put(bench::endpoints("web", {}));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on"));
  put(bench::endpoints("web", {endpoint("b")}));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b"));
  remove("web");
  EXPECT_THAT(settle(), ElementsAre("unwant 10.0.0.1"));
  EXPECT_THAT(plan_.desires(), IsEmpty());
}

TEST_F(Layer2PlanTest, AChangeCostsWhatItChanges) {
  start();
  for (int i = 2; i < 200; ++i)
    put(service("s" + std::to_string(i), {"10.0.0." + std::to_string(i)}));
  settle();
  const std::uint64_t before = plan_.looks();
  put(bench::endpoints("s7", {endpoint("a")}));
  put(node("a"));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.7 on a b"));
  EXPECT_EQ(plan_.looks(), before + 1);
}

TEST_F(Layer2PlanTest, ANodeThatComesOrGoesIsToldForThePoolsThatAdmitIt) {
  config::Pool racked = pool("racked", "10.0.1.0/24");
  racked.node_selectors = {bench::selector("rack", "1")};
  put(node("a"));
  put(service("web", {"10.0.0.1"}));
  put(service("shop", {"10.0.1.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  put(bench::endpoints("shop", {endpoint("a")}));
  configure({pool("lan", "10.0.0.0/24"), racked});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a", "want 10.0.1.1 on"));
  put(node("c", {{"rack", "1"}}));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a c", "want 10.0.1.1 on c"));
  put(node("a", {{"rack", "2"}}));
  EXPECT_THAT(settle(), IsEmpty());
}

TEST_F(Layer2PlanTest, OnlyLayer2PoolsAreAnnounced) {
  start();
  configure({pool("lan", "10.0.0.0/24", config::Protocol::bgp)});
  EXPECT_THAT(settle(), ElementsAre("unwant 10.0.0.1"));
  configure({pool("lan", "10.0.0.0/24", config::Protocol::both)});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b"));
}

TEST_F(Layer2PlanTest, InterfacesOfThePoolGoAlong) {
  start();
  config::Pool lan = pool("lan", "10.0.0.0/24");
  lan.interfaces = {"bond0", "eth*"};
  configure({lan});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b @bond0 @eth*"));
  configure({lan});
  EXPECT_THAT(settle(), IsEmpty());
}

TEST_F(Layer2PlanTest, WhatANodeHasForItselfIsNobodysUntilTheNodeLetsGo) {
  start();
  model::Node other = node("b");
  other.addresses = {ip("10.0.0.1")};
  put(other);
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on"));
  EXPECT_EQ(plan_.desires().at(ip("10.0.0.1")).reason, model::Reason::node_address);
  const std::uint64_t before = plan_.looks();
  other.ready = false;  // a heartbeat
  put(other);
  EXPECT_THAT(settle(), IsEmpty());
  EXPECT_EQ(plan_.looks(), before);
  put(node("b"));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b"));
}

// Its Service keeps it, as any that no pool has: it is not announced for that.
TEST_F(Layer2PlanTest, AStrandedAddressOfANodeIsNobodysEither) {
  model::Node self = node("a");
  self.addresses = {ip("10.0.0.1")};
  put(self);
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on"));
}

// ---- addresses that an edit took out of every pool

TEST_F(Layer2PlanTest, AStrandedAddressKeepsTheSettingsOfItsLastPool) {
  config::Pool lan = pool("lan", "10.0.0.0/24");
  lan.interfaces = {"eth0"};
  lan.node_selectors = {bench::selector("rack", "1")};
  put(node("a", {{"rack", "1"}}));
  put(node("b"));
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({lan});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a @eth0"));
  configure({pool("other", "10.9.0.0/24")});
  EXPECT_THAT(settle(), IsEmpty());
  // Its selectors live on too.
  put(node("b", {{"rack", "1"}}));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b @eth0"));
  configure({pool("other", "10.9.0.0/24"), pool("third", "10.8.0.0/24")});
  EXPECT_THAT(settle(), IsEmpty());
}

TEST_F(Layer2PlanTest, ItFollowsThePoolThatItsAnnotationNames) {
  start();
  model::Service web = service("web", {"10.0.0.1"});
  web.annotations["lb.herald/pool"] = "gone,lan";
  put(web);
  config::Pool shrunk = pool("lan", "10.0.0.128/25");
  shrunk.interfaces = {"eth7"};
  configure({shrunk});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a b @eth7"));
}

TEST_F(Layer2PlanTest, ABgpAddressStaysBgpWhenStranded) {
  put(node("a"));
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({pool("far", "10.0.0.0/24", config::Protocol::bgp)});
  EXPECT_THAT(settle(), IsEmpty());
  configure({});
  EXPECT_THAT(settle(), IsEmpty());
}

TEST_F(Layer2PlanTest, OneThatNobodyRemembersIsAnnouncedEverywhere) {
  put(node("a"));
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({});
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a"));
}

// The pool has gone and so has every process that knew it: the note on the Service is all that is left.
TEST_F(Layer2PlanTest, OneThatNobodyRemembersGoesByTheNoteOnItsService) {
  put(node("a"));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({pool("other", "10.9.0.0/24")});
  model::Service web = service("web", {"10.0.0.1"});
  web.annotations = {{"lb.herald/pool", "gone"}, {"lb.herald/protocol", "bgp"}};
  put(web);
  EXPECT_THAT(settle(), IsEmpty());
  web.annotations["lb.herald/protocol"] = "both";
  put(web);
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a"));
}

// What was assumed before the note came is not held against it.
TEST_F(Layer2PlanTest, ANoteThatComesLateCountsAllTheSame) {
  put(node("a"));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({});
  model::Service web = service("web", {"10.0.0.1"});
  put(web);
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a"));
  web.annotations["lb.herald/protocol"] = "bgp";
  put(web);
  EXPECT_THAT(settle(), ElementsAre("unwant 10.0.0.1"));
}

TEST_F(Layer2PlanTest, TheNextServiceOnTheAddressStartsAfresh) {
  put(node("a"));
  put(service("web", {"10.0.0.1"}));
  put(bench::endpoints("web", {endpoint("a")}));
  configure({pool("far", "10.0.0.0/24", config::Protocol::bgp)});
  settle();
  remove("web");
  settle();
  configure({});
  put(service("web", {"10.0.0.1"}));
  EXPECT_THAT(settle(), ElementsAre("want 10.0.0.1 on a"));
}

TEST_F(Layer2PlanTest, AddressesWithTheSameNodesShareOneSet) {
  start();
  put(service("two", {"10.0.0.2"}));
  put(bench::endpoints("two", {endpoint("b")}));
  put(service("local", {"10.0.0.3"}, model::TrafficPolicy::local));
  put(bench::endpoints("local", {endpoint("a"), endpoint("b")}));
  settle();
  const NodeSetPtr& first = plan_.desires().at(ip("10.0.0.1")).eligible;
  EXPECT_EQ(first, plan_.desires().at(ip("10.0.0.2")).eligible);
  EXPECT_EQ(first, plan_.desires().at(ip("10.0.0.3")).eligible);
}

}  // namespace
}  // namespace herald::speaker
