#include "cli/live_views.h"

#include "config/parse.h"
#include "core/net/ip.h"

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

net::IpAddress ip(const char* text) {
  return net::IpAddress::parse(text).value();
}

model::Service service(const std::string& name, const char* address) {
  model::Service service;
  service.key = {"shop", name};
  service.is_load_balancer = true;
  service.ports = {{model::Protocol::tcp, 80}};
  if (address != nullptr) {
    service.ingress = {ip(address)};
    service.assigned = model::Condition{true, "Assigned", "from pool \"a\""};
  } else {
    service.assigned = model::Condition{false, "PoolFull", "pool \"a\" is full (2 of 2 in use)"};
  }
  return service;
}

LiveSpeaker speaker(const std::string& node, const char* owned) {
  LiveSpeaker speaker;
  speaker.report.member = {node, own::Incarnation(1), ip("192.0.2.1"), 7947};
  if (owned != nullptr) speaker.report.owned.insert(net::IpRange::single(ip(owned)));
  speaker.renewed = kube::UnixMicros(990'000'000);
  return speaker;
}

// Two nodes, a full pool, one Service pending.
LiveCluster busy_cluster() {
  LiveCluster cluster;
  cluster.origin = "test";
  cluster.now = kube::UnixMicros(1'000'000'000);
  cluster.services = {service("a", "10.0.0.1"), service("b", "10.0.0.2"), service("c", nullptr)};
  cluster.config.name = {"herald-system", "config"};
  cluster.config.found = true;
  cluster.config.config = std::make_shared<const config::Config>(
      config::parse("address-pools: [{name: a, protocol: layer2, addresses: [10.0.0.1-10.0.0.2]}]")->config);
  cluster.leader = {"controller-1", false};
  cluster.speakers = {speaker("n1", "10.0.0.1"), speaker("n2", nullptr)};
  cluster.speakers[1].report.silent[model::Reason::pool_gone].insert(net::IpRange::single(ip("10.0.0.2")));
  return cluster;
}

TEST(LiveViews, ServicesShowWhoAnnouncesThemOrWhyNobodyDoes) {
  const std::string text = render(show_services(busy_cluster()), Form::wide);
  EXPECT_THAT(text, HasSubstr("shop        a      10.0.0.1      a      Assigned   n1 "));
  EXPECT_THAT(text, HasSubstr("nobody: PoolGone"));
  EXPECT_THAT(text, HasSubstr("<pending>     -      PoolFull   -"));
  EXPECT_THAT(text, HasSubstr("2 of 2 in use"));
}

TEST(LiveViews, PoolsCountWhatServicesHold) {
  EXPECT_EQ(render(show_pools(busy_cluster()), Form::table),
            "POOL   FAMILY   PROTOCOL   TOTAL   USED   FREE\na      IPv4     layer2     2       2      0\n");
}

LiveCluster bgp_cluster() {
  LiveCluster cluster = busy_cluster();
  cluster.services = {service("a", "203.0.113.1"), service("b", "203.0.113.200"),
                      service("c", "198.51.100.1")};
  cluster.services[1].annotations = {{"lb.herald/pool", "far"}};  // the range was cut
  cluster.services[2].annotations = {{"lb.herald/pool", "gone"}, {"lb.herald/protocol", "bgp"}};
  cluster.config.config = std::make_shared<const config::Config>(
      config::parse("address-pools: [{name: far, protocol: bgp, addresses: [203.0.113.0/25]}]")->config);
  return cluster;
}

TEST(LiveViews, WhatIsAnnouncedOverBgpLacksNobody) {
  LiveCluster cluster = bgp_cluster();
  EXPECT_TRUE(is_healthy(cluster)) << render(show_status(cluster), Form::table);
  EXPECT_THAT(render(show_services(cluster), Form::table), Not(HasSubstr("nobody")));
  EXPECT_THAT(render(show_owners(cluster), Form::wide), HasSubstr("announced over BGP"));
  for (const char* const name : {"a", "b", "c"}) {
    const auto page = explain(cluster, {"shop", name});
    EXPECT_THAT(page->prose, HasSubstr(", announced over BGP\n"));
    EXPECT_THAT(page->prose, Not(HasSubstr("To do:"))) << name;
    EXPECT_THAT(page->prose, Not(HasSubstr("Asks for:"))) << "what Herald wrote is no wish";
  }
  cluster.services[2].annotations.erase("lb.herald/protocol");
  EXPECT_FALSE(is_healthy(cluster));
  EXPECT_THAT(render(show_status(cluster), Form::table),
              HasSubstr("shop/c is announced by nobody: AwaitingAnnouncer"));
}

// The last good configuration holds; it is not known here.
TEST(LiveViews, WithoutAValidConfigurationTheNotesOnServicesAreAsked) {
  LiveCluster cluster = bgp_cluster();
  cluster.config.config = nullptr;
  const std::string text = render(show_status(cluster), Form::table);
  EXPECT_THAT(text, HasSubstr("shop/b is announced by nobody"));
  EXPECT_THAT(text, Not(HasSubstr("shop/c")));
}

TEST(LiveViews, AnInvalidConfigurationHasNoPools) {
  LiveCluster cluster = busy_cluster();
  cluster.config.config = nullptr;
  EXPECT_THAT(render(show_pools(cluster), Form::table), HasSubstr("no valid configuration"));
}

TEST(LiveViews, ASpeakerWhoseLeaseRanOutAnnouncesNothing) {
  LiveCluster cluster = busy_cluster();
  cluster.speakers[0].expired = true;
  EXPECT_THAT(render(show_owners(cluster), Form::table), Not(HasSubstr("n1")));
  EXPECT_THAT(render(show_status(cluster), Form::table), HasSubstr("speaker of n1 has not renewed"));
}

TEST(LiveViews, StatusListsWhatIsWrongAndIsWellOtherwise) {
  LiveCluster cluster = busy_cluster();
  EXPECT_FALSE(is_healthy(cluster));
  const std::string text = render(show_status(cluster), Form::table);
  EXPECT_THAT(text, HasSubstr("shop/c has no address: PoolFull"));
  EXPECT_THAT(text, HasSubstr("shop/b is announced by nobody: PoolGone"));
  EXPECT_THAT(text, HasSubstr("n1     up      1       10s ago"));

  cluster.services = {service("a", "10.0.0.1")};
  EXPECT_TRUE(is_healthy(cluster));
  EXPECT_THAT(render(show_status(cluster), Form::table), HasSubstr("All is well."));

  cluster.leader.identity.clear();
  EXPECT_FALSE(is_healthy(cluster));
}

kube::PeerStanding peer(const char* name) {
  kube::PeerStanding peer{.name = name, .address = ip("192.0.2.254")};
  peer.established = true;
  peer.since = UnixSeconds(880);
  peer.prefixes = {{{.advertised = 10, .wanted = 10}, {.advertised = 1, .wanted = 2}}};
  peer.hold_seconds = 90;
  peer.flaps = 3;
  peer.bfd = kube::PeerStanding::Bfd{.up = true, .detection_milliseconds = 150};
  return peer;
}

TEST(LiveViews, PeersShowHowEachSessionStands) {
  LiveCluster cluster = busy_cluster();
  EXPECT_EQ(render(show_peers(cluster), Form::table), "No speaker has a BGP peer.\n");
  kube::PeerStanding silent{
      .name = "tor-2", .since = UnixSeconds(990), .why = "192.0.2.253 port 179 refuses"};
  cluster.speakers[0].report.peers = {peer("tor-1"), silent};
  EXPECT_EQ(render(show_peers(cluster), Form::table),
            "NODE   PEER    STATE         SINCE   IPV4   IPV6   BFD         WHY\n"
            "n1     tor-1   established   2m      10     1/2    up, 150ms   -\n"
            "n1     tor-2   down          10s     -      -      -           192.0.2.253 port 179 refuses\n");
  EXPECT_THAT(render(show_peers(cluster), Form::wide), HasSubstr("192.0.2.254   90s    3"));
  const std::string data = render(show_peers(cluster), Form::json);
  EXPECT_THAT(data, HasSubstr(R"("state":"established","since":880,"ipv4":{"advertised":10,"wanted":10})"));
  EXPECT_THAT(data, HasSubstr(R"("bfd":{"up":true,"detectionMilliseconds":150})"));
  EXPECT_THAT(render(show_peers(cluster), Form::yaml), HasSubstr("\"peer\": \"tor-2\""));
  EXPECT_THAT(render(show_status(cluster), Form::table),
              HasSubstr("n1 has no BGP session with tor-2: 192.0.2.253 port 179 refuses"));
}

TEST(LiveViews, NobodyKnowsThePeersOfASpeakerThatHasGone) {
  LiveCluster cluster = busy_cluster();
  cluster.speakers[0].report.peers = {peer("tor-1")};
  cluster.speakers[0].expired = true;
  EXPECT_THAT(render(show_peers(cluster), Form::table), HasSubstr("tor-1   unknown"));
  EXPECT_THAT(render(show_status(cluster), Form::table), Not(HasSubstr("tor-1")));
}

// Another implementation's: pending or announced, it is no business of Herald's.
TEST(LiveViews, ServicesOfOtherClassesAreNoTrouble) {
  LiveCluster cluster = busy_cluster();
  cluster.services = {service("a", "10.0.0.1")};
  model::Service pending = service("theirs", nullptr);
  pending.load_balancer_class = "example.com/lb";
  pending.assigned.reset();
  model::Service served = service("also-theirs", "203.0.113.7");
  cluster.of_other_classes = {served, pending};
  EXPECT_TRUE(is_healthy(cluster));
  EXPECT_THAT(render(show_status(cluster), Form::table),
              HasSubstr("1 of 1 have an address; 2 of other classes (see --lb-class)\n"));
  const std::string text = render(show_services(cluster), Form::wide);
  EXPECT_THAT(text, HasSubstr("theirs        <pending>     -      (other class)   -"));
  EXPECT_THAT(text, HasSubstr("its load balancer class is \"example.com/lb\""));
  EXPECT_THAT(text, HasSubstr("it has no load balancer class"));
  EXPECT_THAT(text, Not(HasSubstr("nobody")));
  EXPECT_THAT(render(show_services(cluster), Form::json),
              HasSubstr(R"("name":"theirs","class":"example.com/lb","pool":"","assigned":false)"));
  EXPECT_THAT(render(show_owners(cluster), Form::table), Not(HasSubstr("203.0.113.7")));
  const auto explained = explain(cluster, {"shop", "theirs"});
  ASSERT_TRUE(explained);
  EXPECT_THAT(explained->prose, HasSubstr("Verdict:   not Herald's: its load balancer class is"));
}

// As kubeadm leaves every control plane.
TEST(LiveViews, ANodeThatALabelKeepsOutIsNoTrouble) {
  LiveCluster cluster = busy_cluster();
  cluster.services = {service("a", "10.0.0.1")};
  LiveSpeaker& excluded = cluster.speakers[1];
  excluded.report.draining = true;
  excluded.report.peers = {kube::PeerStanding{.name = "tor-1", .since = UnixSeconds(990)}};
  excluded.report.unable[own::InterfaceNeed(1)] = "no interface matches eth7";
  EXPECT_TRUE(is_healthy(cluster));
  EXPECT_THAT(render(show_status(cluster), Form::table), HasSubstr("n2     excluded   0 "));
  excluded.asked_to_drain = true;
  EXPECT_TRUE(is_healthy(cluster));
  EXPECT_THAT(render(show_status(cluster), Form::table), HasSubstr("n2     draining   0 "));
  excluded.asked_to_drain = false;
  excluded.report.draining = false;
  const std::string text = render(show_status(cluster), Form::table);
  EXPECT_THAT(text, HasSubstr("n2 has no BGP session with tor-1"));
  EXPECT_THAT(text, HasSubstr("the speaker of n2: no interface matches eth7"));
}

TEST(LiveViews, ExplainSaysWhyOnOneScreen) {
  const LiveCluster cluster = busy_cluster();
  const auto pending = explain(cluster, {"shop", "c"});
  ASSERT_TRUE(pending);
  EXPECT_THAT(pending->prose, HasSubstr("Verdict:   PoolFull: pool \"a\" is full (2 of 2 in use)"));
  EXPECT_THAT(pending->prose, HasSubstr("Addresses: none"));

  const auto served = explain(cluster, {"shop", "a"});
  ASSERT_TRUE(served);
  EXPECT_THAT(served->prose, HasSubstr("10.0.0.1, of pool \"a\", announced by n1"));
  EXPECT_FALSE(explain(cluster, {"shop", "nobody"}));
}

TEST(LiveViews, AgesReadAsKubectlWritesThem) {
  const auto at = [](std::int64_t seconds) { return kube::UnixMicros(seconds * 1'000'000); };
  EXPECT_EQ(age(at(0), at(119)), "119s");
  EXPECT_EQ(age(at(0), at(120)), "2m");
  EXPECT_EQ(age(at(0), at(7200)), "2h");
  EXPECT_EQ(age(at(0), at(172800)), "2d");
  EXPECT_EQ(age(at(10), at(0)), "0s");
}

}  // namespace
}  // namespace herald::cli
