#include "speaker/bgp_plan.h"

#include "tests/unit/speaker/cluster.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using namespace bench;  // NOLINT(google-build-using-namespace): the cluster that all these are about
using config::Protocol;
using testing::ElementsAre;
using testing::IsEmpty;

config::Config config_with(std::vector<std::string> peers) {
  config::Config config;
  config.pools = {pool("bgp", "203.0.113.0/24", Protocol::bgp), pool("lan", "10.0.0.0/24")};
  config.pools[0].advertisements = {{}};
  for (const std::string& name : peers) {
    config::Peer peer;
    peer.name = name;
    peer.my_asn = 65001;
    peer.peer_asn.number = 65002;
    peer.address = ip("192.0.2.1");
    config.peers.push_back(peer);
  }
  return config;
}

struct Site {
  Snapshot snapshot{""};
  BgpPlan plan{NodeIdentity{.name = "n1"}};

  Site() {
    see(node("n1"));
    see(node("n2"));
  }
  void see(const model::Node& node) {
    Snapshot::Touched touched;
    if (snapshot.see(node, touched) == Snapshot::NodeChange::matters) plan.nodes_changed(snapshot);
    plan.touch(touched);
  }
  void see(const model::Service& service) {
    Snapshot::Touched touched;
    snapshot.see(service, touched);
    plan.touch(touched);
  }
  void see(const EndpointsChanged& changed) {
    Snapshot::Touched touched;
    snapshot.see(changed.slice, changed.endpoints, touched);
    plan.touch(touched);
  }
  // "peer tor", "-peer tor", "old=new", "203.0.113.5/32>tor", "-203.0.113.5/32"
  std::vector<std::string> settle() {
    bgp_order::Orders orders;
    plan.settle(snapshot, orders);
    std::vector<std::string> lines;
    for (const auto& order : orders) {
      if (const auto* peer = std::get_if<bgp_order::PeerWanted>(&order))
        lines.push_back("peer " + peer->name);
      if (const auto* peer = std::get_if<bgp_order::PeerUnwanted>(&order))
        lines.push_back("-peer " + peer->name);
      if (const auto* renamed = std::get_if<bgp_order::PeersRenamed>(&order)) {
        for (const auto& [from, to] : renamed->to)
          lines.push_back(from + "=" + to);
      }
      if (const auto* gone = std::get_if<bgp_order::RouteUnwanted>(&order))
        lines.push_back("-" + gone->prefix.to_string());
      if (const auto* route = std::get_if<bgp_order::RouteWanted>(&order)) {
        lines.push_back(route->prefix.to_string() + ">");
        for (const auto& [peer, attributes] : *route->offers)
          lines.back() += peer;
      }
    }
    return lines;
  }
};

TEST(BgpPlan, SaysNothingBeforeItKnowsTheConfiguration) {
  Site site;
  site.see(service("web", {"203.0.113.5"}));
  EXPECT_THAT(site.settle(), IsEmpty());
}

TEST(BgpPlan, AnnouncesAddressesOfBgpPoolsWithEndpoints) {
  Site site;
  site.see(service("web", {"203.0.113.5", "10.0.0.5"}));
  site.plan.configure(config_with({"tor"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer tor"));
  site.see(endpoints("web", {endpoint("n2")}));
  EXPECT_THAT(site.settle(), ElementsAre("203.0.113.5/32>tor"));
  site.see(endpoints("web", {}));
  EXPECT_THAT(site.settle(), ElementsAre("-203.0.113.5/32"));
}

TEST(BgpPlan, LocalTrafficEntersOnlyWhereItEnds) {
  Site site;
  site.plan.configure(config_with({"tor"}), site.snapshot);
  site.see(service("web", {"203.0.113.5"}, model::TrafficPolicy::local));
  site.see(endpoints("web", {endpoint("n2")}));
  EXPECT_THAT(site.settle(), ElementsAre("peer tor"));
  site.see(endpoints("web", {endpoint("n2"), endpoint("n1")}));
  EXPECT_THAT(site.settle(), ElementsAre("203.0.113.5/32>tor"));
  site.see(endpoints("web", {endpoint("n2"), endpoint("n1", Grade::leaving)}));
  EXPECT_THAT(site.settle(), ElementsAre("-203.0.113.5/32")) << "n2 still has a ready one";
}

TEST(BgpPlan, ANewPeerIsToldOfWhatThereIs) {
  Site site;
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config_with({"a"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer a", "203.0.113.5/32>a"));
  site.plan.configure(config_with({"a", "b"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer b", "203.0.113.5/32>ab"));
  site.plan.configure(config_with({"b"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("-peer a", "203.0.113.5/32>b"));
}

TEST(BgpPlan, AnEditOfOnePeerIsNotToldToOthers) {
  Site site;
  site.plan.configure(config_with({"a", "b"}), site.snapshot);
  site.settle();
  config::Config edited = config_with({"a", "b"});
  site.plan.configure(edited, site.snapshot);
  EXPECT_THAT(site.settle(), IsEmpty());
  edited.peers[1].hold_time = std::chrono::seconds(30);
  site.plan.configure(edited, site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer b"));
}

// An advertisement may name peers: whoever comes to be called so has to hear of it, though nothing else
// changed.
TEST(BgpPlan, RoutesAreToldAgainWhenNamesChangeHands) {
  Site site;
  config::Config config = config_with({"peer-1", "peer-2"});
  config.peers[1].address = ip("192.0.2.2");
  config.pools[0].advertisements[0].peers = {"peer-1"};
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config, site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer peer-1", "peer peer-2", "203.0.113.5/32>peer-1"));
  std::swap(config.peers[0].address, config.peers[1].address);
  site.plan.configure(config, site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer-1=peer-2", "peer-2=peer-1", "203.0.113.5/32>peer-1"));
  EXPECT_THAT(site.settle(), IsEmpty());
}

// The Secret is heard of a moment after the configuration that names it.
TEST(BgpPlan, APasswordMovesIntoASecretWithoutANewSession) {
  Site site;
  config::Config config = config_with({"tor"});
  config.peers[0].password = "word";
  const auto told = [&] {
    site.plan.configure(config, site.snapshot);
    bgp_order::Orders orders;
    site.plan.settle(site.snapshot, orders);
    return std::get<bgp_order::PeerWanted>(orders.at(0));
  };
  const bgp_order::Path path = told().path;
  EXPECT_EQ(path.password, "word");
  config.peers[0].password.clear();
  config.peers[0].password_secret = config::SecretReference{"bgp", "tor"};
  EXPECT_EQ(told().path, path);
  site.plan.set_passwords({{{"bgp", "tor"}, "word"}});
  const bgp_order::PeerWanted known = told();
  EXPECT_EQ(known.path, path);
  EXPECT_FALSE(known.missing);
}

TEST(BgpPlan, FollowsTheLabelsOfItsNode) {
  Site site;
  config::Config config = config_with({"tor"});
  config.peers[0].node_selectors = {selector("rack", "a")};
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config, site.snapshot);
  EXPECT_THAT(site.settle(), IsEmpty());
  site.see(node("n1", {{"rack", "a"}}));
  EXPECT_THAT(site.settle(), ElementsAre("peer tor", "203.0.113.5/32>tor"));
  site.see(node("n1", {{"rack", "b"}}));
  EXPECT_THAT(site.settle(), ElementsAre("-peer tor", "-203.0.113.5/32"));
}

TEST(BgpPlan, WhatANodeHasForItselfIsNoRoute) {
  Site site;
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config_with({"tor"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer tor", "203.0.113.5/32>tor"));
  model::Node other = node("n2");
  other.addresses = {ip("203.0.113.5")};
  site.see(other);
  EXPECT_THAT(site.settle(), ElementsAre("-203.0.113.5/32"));
  site.see(node("n2"));
  EXPECT_THAT(site.settle(), ElementsAre("203.0.113.5/32>tor"));
}

// The wire loop is told to drain, and withdraws when routers have found other ways.
TEST(BgpPlan, TheLabelThatEmptiesTheNodeDropsNoRoute) {
  Site site;
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config_with({"tor"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer tor", "203.0.113.5/32>tor"));
  site.see(node("n1", {{std::string(model::kExcludeNodeLabel), ""}}));
  EXPECT_THAT(site.settle(), IsEmpty());
  model::Node cut_off = node("n1", {{std::string(model::kExcludeNodeLabel), ""}});
  cut_off.network_unavailable = true;
  site.see(cut_off);
  EXPECT_THAT(site.settle(), ElementsAre("-203.0.113.5/32")) << "nobody reaches anything through it";
}

TEST(BgpPlan, TheWeightIsTheNumberOfEndpointsHere) {
  Site site;
  config::Config config = config_with({"tor"});
  config.pools[0].advertisements[0].weight = config::Weight::endpoints;
  site.plan.configure(config, site.snapshot);
  site.see(service("web", {"203.0.113.5"}));
  site.see(endpoints("web", {endpoint("n1"), endpoint("n1"), endpoint("n2")}));
  bgp_order::Orders orders;
  site.plan.settle(site.snapshot, orders);
  EXPECT_EQ(std::get<bgp_order::RouteWanted>(orders.back()).offers->at("tor").weight, 2U);
}

TEST(BgpPlan, KeepsAddressesThatAnEditTookOutOfTheirPool) {
  Site site;
  site.see(service("web", {"203.0.113.200"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config_with({"tor"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer tor", "203.0.113.200/32>tor"));
  config::Config smaller = config_with({"tor"});
  smaller.pools[0] = pool("bgp", "203.0.113.0/25", Protocol::bgp);
  smaller.pools[0].advertisements = {{}};
  site.plan.configure(smaller, site.snapshot);
  EXPECT_THAT(site.settle(), IsEmpty());
}

// A speaker that has just started: no pool lists the address, and nobody remembers the one that did.
TEST(BgpPlan, AnAddressWithoutAPoolGoesByTheNoteOnItsService) {
  Site site;
  model::Service web = service("web", {"198.51.100.7"});
  web.annotations = {{"lb.herald/pool", "gone"}, {"lb.herald/protocol", "bgp"}};
  site.see(web);
  site.see(service("lan", {"198.51.100.8"}));
  site.see(endpoints("web", {endpoint("n1")}));
  site.see(endpoints("lan", {endpoint("n1")}));
  site.plan.configure(config_with({"a", "b"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer a", "peer b", "198.51.100.7/32>ab"));
  site.plan.configure(config_with({"a"}), site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("-peer b", "198.51.100.7/32>a"));
}

// Who knew the pool goes on with what it said, though the Service notes no more than the protocol.
TEST(BgpPlan, TheMemoryOfThePoolIsBetterThanTheNote) {
  Site site;
  config::Config config = config_with({"tor"});
  config.pools[0].advertisements[0].communities = {config::Community{7}};
  model::Service web = service("web", {"203.0.113.200"});
  web.annotations = {{"lb.herald/pool", "bgp"}, {"lb.herald/protocol", "bgp"}};
  site.see(web);
  site.see(endpoints("web", {endpoint("n1")}));
  site.plan.configure(config, site.snapshot);
  EXPECT_THAT(site.settle(), ElementsAre("peer tor", "203.0.113.200/32>tor"));
  config.pools.erase(config.pools.begin());
  site.plan.configure(config, site.snapshot);
  EXPECT_THAT(site.settle(), IsEmpty());
}

}  // namespace
}  // namespace herald::speaker
