// From the configuration's text and the cluster's objects to what the router holds: aggregation, attributes,
// and to whom what is said.
#include "config/parse.h"
#include "speaker/bgp_plan.h"
#include "tests/integration/bgp/interop.h"
#include "tests/unit/speaker/cluster.h"

namespace herald::interop {
namespace {

using speaker::bench::endpoint;
using speaker::bench::endpoints;
using speaker::bench::node;

// The plan loop's part of BGP, on one node, in front of the wire loop's part.
class Advertisements : public Interop {
 protected:
  // `peer` and `pools` are what follows the usual keys.
  void bring_up(const RouterSettings& settings, const std::string& peer, const std::string& pools) {
    start(settings);
    speaker_ = std::make_unique<Speaker>(node_);
    see(node("n1", {{"rack", "a"}}));
    see(node("n2"));
    configure(peer, pools);
    ASSERT_TRUE(eventually([&] { return speaker_->established() && router_->established(); }));
  }
  void configure(const std::string& peer, const std::string& pools) {
    const auto parsed =
        config::parse("peers: [{name: tor, peer-address: 10.0.0.1, " + peer + "}]\naddress-pools:\n" + pools);
    ASSERT_TRUE(parsed) << parsed.error().front().to_string();
    plan_.configure(parsed->config, snapshot_);
    settle();
  }
  void see(const model::Node& node) {
    speaker::Snapshot::Touched touched;
    if (snapshot_.see(node, touched) == speaker::Snapshot::NodeChange::matters)
      plan_.nodes_changed(snapshot_);
    plan_.touch(touched);
    settle();
  }
  // A Service with these addresses and a backend here.
  void serve(const std::string& name, const std::vector<std::string>& addresses,
             const model::Labels& labels = {}) {
    speaker::Snapshot::Touched touched;
    model::Service service = speaker::bench::service(name, addresses);
    service.labels = labels;
    snapshot_.see(service, touched);
    const auto backends =
        endpoints(name, {endpoint("n1"), endpoint("n1", speaker::bench::Grade::ready, "fd00::9")});
    snapshot_.see(backends.slice, backends.endpoints, touched);
    plan_.touch(touched);
    settle();
  }
  void end(const std::string& name) { serve(name, {}); }
  // What the router has is exactly this, by family.
  [[nodiscard]] bool counts(std::size_t v4, std::size_t v6) {
    return router_->route_count(net::Family::ipv4) == v4 && router_->route_count(net::Family::ipv6) == v6;
  }

 private:
  void settle() {
    speaker::bgp_order::Orders orders;
    plan_.settle(snapshot_, orders);
    speaker_->order(std::move(orders));
  }

  speaker::Snapshot snapshot_{""};
  speaker::BgpPlan plan_{speaker::NodeIdentity{.name = "n1", .address = net::IpAddress::parse("10.0.0.2")}};
};

constexpr const char* kExternal = "my-asn: 65001, peer-asn: 65000";
constexpr const char* kInternal = "my-asn: 65000, peer-asn: internal";

TEST_P(Advertisements, AddressesAggregateInBothFamilies) {
  bring_up({}, kExternal,
           "- {name: web, protocol: bgp, addresses: [203.0.113.0/24, 2001:db8:7::/64],\n"
           "   bgp-advertisements: [{aggregation-length: 24, aggregation-length-v6: 64}]}\n");
  serve("one", {"203.0.113.5", "2001:db8:7::5"});
  serve("two", {"203.0.113.6", "2001:db8:7::6"});
  held("203.0.113.0/24");
  held("2001:db8:7::/64");
  EXPECT_TRUE(eventually([&] { return counts(1, 1); }));
  EXPECT_FALSE(holds("203.0.113.5/32"));
  end("one");
  serve("three", {"203.0.113.7"});  // behind it in order: what "one" did has arrived when this has
  EXPECT_TRUE(eventually([&] { return counts(1, 1); }));
  EXPECT_TRUE(holds("203.0.113.0/24"));
  end("two");
  end("three");
  EXPECT_TRUE(eventually([&] { return counts(0, 0); }));
}

TEST_P(Advertisements, AnAggregateAndItsHostsTravelSideBySide) {
  bring_up({}, kExternal,
           "- {name: web, protocol: bgp, addresses: [203.0.113.0/24],\n"
           "   bgp-advertisements: [{aggregation-length: 24, communities: [no-export]}, {med: 7, "
           "as-path-prepend: 2}]}\n");
  serve("one", {"203.0.113.5"});
  EXPECT_EQ(held("203.0.113.0/24").communities, std::set<std::string>{"65535:65281"});
  const HeldRoute host = held("203.0.113.5/32");
  EXPECT_EQ(host.med, 7U);
  EXPECT_EQ(host.as_path, "65001 65001 65001");
  EXPECT_TRUE(host.communities.empty());
}

TEST_P(Advertisements, EveryCommunityThatHasAName) {
  bring_up(
      {}, kExternal,
      "- {name: web, protocol: bgp, addresses: [203.0.113.0/24],\n   bgp-advertisements: [{communities: "
      "[no-export, no-advertise, no-peer, blackhole, graceful-shutdown, \"65001:7\"], large-communities: "
      "[\"4200000000:1:2\"]}]}\n");
  serve("one", {"203.0.113.5"});
  const HeldRoute route = held("203.0.113.5/32");
  EXPECT_EQ(route.communities, (std::set<std::string>{"65535:65281", "65535:65282", "65535:65284",
                                                      "65535:666", "65535:0", "65001:7"}));
  EXPECT_EQ(route.large_communities, std::set<std::string>{"4200000000:1:2"});
}

TEST_P(Advertisements, LocalPreferenceTowardsAnInternalPeer) {
  bring_up(
      {.peer_as = 65000}, kInternal,
      "- {name: web, protocol: bgp, addresses: [203.0.113.0/24], bgp-advertisements: [{localpref: 300}]}\n"
      "- {name: usual, protocol: bgp, addresses: [192.0.2.0/24]}\n");
  serve("one", {"203.0.113.5"});
  serve("two", {"192.0.2.5"});
  EXPECT_EQ(held("203.0.113.5/32").local_pref, 300U);
  EXPECT_EQ(held("192.0.2.5/32").local_pref, 100U);
}

TEST_P(Advertisements, SelectorsSayWhatIsSaidToWhom) {
  bring_up(
      {}, kExternal,
      "- {name: web, protocol: bgp, addresses: [203.0.113.0/24],\n   bgp-advertisements: [{peers: [tor], "
      "node-selectors: [{match-labels: {rack: a}}], service-selectors: [{match-labels: {tier: front}}]}]}\n");
  serve("hidden", {"203.0.113.5"});
  serve("shown", {"203.0.113.6"}, {{"tier", "front"}});
  held("203.0.113.6/32");
  EXPECT_TRUE(counts(1, 0));
  see(node("n1", {{"rack", "b"}}));
  EXPECT_TRUE(eventually([&] { return counts(0, 0); }));
  see(node("n1", {{"rack", "a"}}));
  held("203.0.113.6/32");
}

// An edit of what is said costs no session.
TEST_P(Advertisements, AnEditSendsTheDifference) {
  const std::string pool =
      "- {name: web, protocol: bgp, addresses: [203.0.113.0/24], bgp-advertisements: [{med: ";
  bring_up({}, kExternal, pool + "1}]}\n");
  serve("one", {"203.0.113.5"});
  EXPECT_EQ(held("203.0.113.5/32").med, 1U);
  configure(kExternal, pool + "2}]}\n");
  EXPECT_TRUE(eventually([&] { return held("203.0.113.5/32").med == 2U; }));
  EXPECT_EQ(speaker_->peer("tor").session.established, 1U);
}

HERALD_WITH_ROUTERS(Advertisements);

}  // namespace
}  // namespace herald::interop
