// BGP as the daemons do it: three nodes tell a real router (FRR, BIRD) of a Service's address, the router
// shares the traffic among them, and follows what happens to endpoints, nodes and speakers. What the router
// has in its kernel is what counts.
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"

#include <algorithm>
#include <ostream>
#include <set>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Nodes = std::set<std::string>;

constexpr const char* kAddress = "203.0.113.7";
const Nodes kAll{"node-1", "node-2", "node-3"};

struct RouterUnderTest {
  std::string name;
  int as = 0;

  friend std::ostream& operator<<(std::ostream& out, const RouterUnderTest& router) {
    return out << router.name;
  }
};
const RouterUnderTest kFrr{"frr", 64513};
const RouterUnderTest kBird{"bird", 64514};

std::string config_for(const RouterUnderTest& router, const std::string& advertisement) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config, namespace: herald-system}\ndata:\n"
         "  config: |\n    peers:\n    - {name: tor, my-asn: 64512, peer-asn: " +
         std::to_string(router.as) +
         ", peer-address: 192.168.23.2}\n    address-pools:\n    - {name: routed, protocol: bgp, addresses: "
         "[203.0.113.0/24]" +
         (advertisement.empty() ? "" : ", bgp-advertisements: [{" + advertisement + "}]") + "}\n";
}

// TCP to be called, UDP to be knocked at.
std::string web(const std::string& more) {
  return "apiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: web}\nspec:\n  type: "
         "LoadBalancer\n"
         "  ports:\n  - {name: http, port: 80, targetPort: 8080}\n"
         "  - {name: dns, port: 53, protocol: UDP, targetPort: 5353}\n  loadBalancerIP: " +
         std::string(kAddress) + "\n" + more;
}

constexpr const char* kLocal = "  externalTrafficPolicy: Local\n";
constexpr const char* kTold = "herald_bgp_prefixes_advertised{family=\"ipv4\",peer=\"tor\"} 1\n";
constexpr const char* kThousandASecond = "--kind udp --port 53 --rate 1000";

class BgpTest : public testing::TestWithParam<RouterUnderTest> {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << why;
  }

  // With a pod on each node, and the router knowing it.
  void bring_up(const std::string& more = {}, const std::string& advertisement = {}) {
    lab_ = std::make_unique<Lab>(std::vector<std::string>{"--routers", GetParam().name});
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
    lab_->apply(config_for(GetParam(), advertisement));
    lab_->apply(web(more));
    lab_->run("deploy shop/web --on node-1,node-2,node-3");
    ASSERT_EQ(next_hops_become(kAll), kAll);
  }

  // What a client gets at the address; empty while there is nobody.
  std::string page() { return lab_->try_page(kAddress).out; }
  std::string route() { return lab_->in(GetParam().name, std::string("ip route show ") + kAddress); }
  // Where the router sends packets for the address.
  Nodes next_hops() {
    const std::string shown = route();
    Nodes hops;
    for (int node = 1; node <= 3; ++node) {
      if (shown.find("via 192.168.23.1" + std::to_string(node) + " ") != std::string::npos)
        hops.insert("node-" + std::to_string(node));
    }
    return hops;
  }
  Nodes next_hops_become(const Nodes& wanted) {
    Nodes hops;
    static_cast<void>(interop::eventually([&] { return (hops = next_hops()) == wanted; }));
    return hops;
  }

  // A node is announced as soon as its pod is ready; its service proxy, which is not ours, may need a moment
  // more.
  void await_answers_from(const Nodes& nodes) {
    EXPECT_TRUE(interop::eventually([&] {
      const std::string heard =
          lab_->try_to_run(std::string("probe --json --for 300ms ") + kThousandASecond + " " + kAddress).out;
      return heard.find("\"lost\":0,") != std::string::npos &&
             std::ranges::all_of(nodes,
                                 [&](const auto& node) { return heard.find(node) != std::string::npos; });
    }));
  }

  // One of the router's paths has the community.
  [[nodiscard]] bool asks_for_other_ways() {
    const bool frr = GetParam().name == "frr";
    const std::string route = std::string(kAddress) + "/32";
    const std::string shown = lab_->run(frr ? "router frr 'show bgp ipv4 unicast " + route + "'"
                                            : "router bird 'show route " + route + " all'");
    return shown.find(frr ? "graceful-shutdown" : "(65535,0)") != std::string::npos;
  }
  [[nodiscard]] bool has_session(int node) {
    const std::string address = "192.168.23.1" + std::to_string(node);
    const bool frr = GetParam().name == "frr";
    const std::string shown = lab_->run(frr ? "router frr 'show bgp neighbors " + address + "'"
                                            : "router bird 'show protocols all'");
    if (frr) return shown.find("BGP state = Established") != std::string::npos;
    const std::size_t at = shown.find("Neighbor address: " + address + "\n");
    return at != std::string::npos &&
           shown.rfind("BGP state:          Established", at) != std::string::npos &&
           shown.rfind("BGP state:", at) == shown.rfind("BGP state:          Established", at);
  }

  Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

TEST_P(BgpTest, TheRouterSharesTrafficAmongTheNodes) {
  bring_up();
  EXPECT_THAT(lab().page(kAddress), HasSubstr("shop/web on node-"));
}

// Graceful restart: the node goes on forwarding while its speaker is exchanged.
TEST_P(BgpTest, ARestartedSpeakerCostsNoNextHop) {
  bring_up();
  lab().run("stop node-2");
  EXPECT_EQ(next_hops(), kAll);
  lab().run("revive node-2");
  EXPECT_TRUE(interop::eventually([&] { return has_session(2); }));
  EXPECT_EQ(next_hops(), kAll);
}

// The only way there is through node-2, so a route that goes for a moment costs packets.
TEST_P(BgpTest, AKilledSpeakerCostsNoPacket) {
  bring_up(kLocal);
  lab().run("deploy shop/web --on node-2");
  ASSERT_EQ(next_hops_become({"node-2"}), Nodes{"node-2"});
  await_answers_from({"node-2"});
  const auto knocking = lab().knock(kAddress, kThousandASecond);
  lab().run("kill node-2.speaker");
  EXPECT_TRUE(interop::eventually([&] { return !has_session(2); }));
  EXPECT_EQ(next_hops(), Nodes{"node-2"}) << "kept while nobody speaks for it";
  lab().run("revive node-2.speaker");
  EXPECT_TRUE(interop::eventually([&] { return has_session(2); }));
  // The new process has said everything, End-of-RIB included: what it had not repeated would go now.
  EXPECT_TRUE(interop::eventually([&] {
    return lab().in("node-2", "curl -s http://127.0.0.1:7473/metrics").find(kTold) != std::string::npos;
  }));
  const Knocks knocks = knocking->stop();
  EXPECT_EQ(next_hops(), Nodes{"node-2"});
  EXPECT_GT(knocks.sent, 100);
  EXPECT_EQ(knocks.lost, 0) << "of " << knocks.sent;
}

TEST_P(BgpTest, LocalPolicyTellsOfNodesWithReadyEndpointsOnly) {
  bring_up(kLocal);
  lab().run("deploy shop/web --on node-1,node-3 --unready node-2");
  EXPECT_THAT(next_hops_become({"node-1", "node-3"}), ElementsAre("node-1", "node-3"));
  lab().run("deploy shop/web --on node-3");
  EXPECT_THAT(next_hops_become({"node-3"}), ElementsAre("node-3"));
  EXPECT_EQ(lab().page(kAddress), "shop/web on node-3, called by 192.168.23.100\n");
  lab().run("deploy shop/web --unready node-1,node-2,node-3");
  EXPECT_THAT(next_hops_become({}), IsEmpty());
  lab().run("deploy shop/web --on node-1,node-2,node-3");
  EXPECT_EQ(next_hops_become(kAll), kAll);
}

TEST_P(BgpTest, ClusterPolicyNeedsOneReadyEndpointAnywhere) {
  bring_up();
  lab().run("deploy shop/web --on node-3 --unready node-1");
  EXPECT_TRUE(interop::eventually([&] { return page().find("shop/web on node-3") != std::string::npos; }))
      << page();
  EXPECT_EQ(next_hops(), kAll);
  lab().run("deploy shop/web --unready node-1,node-3");
  EXPECT_THAT(next_hops_become({}), IsEmpty());
}

// The label that keeps load balancers away. RFC 8326: the node asks for other ways, and is one until these
// have been taken.
TEST_P(BgpTest, DrainingANodeCostsNoPacket) {
  bring_up(kLocal);
  await_answers_from(kAll);
  const auto knocking = lab().knock(kAddress, kThousandASecond);
  lab().run("drain node-2");
  EXPECT_TRUE(interop::eventually([&] { return asks_for_other_ways(); })) << "GRACEFUL_SHUTDOWN";
  EXPECT_TRUE(interop::eventually([&] { return !has_session(2); }));
  EXPECT_THAT(next_hops_become({"node-1", "node-3"}), ElementsAre("node-1", "node-3"));
  const Knocks knocks = knocking->stop();
  EXPECT_GT(knocks.sent, 100) << "a busy machine does not manage a thousand a second";
  EXPECT_EQ(knocks.lost, 0) << "of " << knocks.sent;
  lab().run("undrain node-2");
  EXPECT_EQ(next_hops_become(kAll), kAll);
}

TEST_P(BgpTest, ANodeWithoutANetworkIsNoWay) {
  bring_up();
  const auto set_condition = [&](const std::string& status) {
    json::value node = json::parse(lab().kubectl("get node node-2 -o json"));
    node.at("status").as_object()["conditions"] = {{{"type", "NetworkUnavailable"}, {"status", status}}};
    lab().replace_status("/api/v1/nodes/node-2", json::serialize(node));
  };
  set_condition("True");
  EXPECT_THAT(next_hops_become({"node-1", "node-3"}), ElementsAre("node-1", "node-3"));
  set_condition("False");
  EXPECT_EQ(next_hops_become(kAll), kAll);
}

TEST_P(BgpTest, AServiceThatGoesTakesItsRouteAlong) {
  bring_up();
  lab().kubectl("delete service web -n shop");
  EXPECT_THAT(next_hops_become({}), IsEmpty());
}

// What people see of it: heraldctl's words come from the Leases, the Events from the recorder.
TEST_P(BgpTest, PeersAreShownInTheLeaseAndInEvents) {
  bring_up();
  EXPECT_NE(
      lab().await("get lease -n herald-system speaker-node-2 -o 'jsonpath={.metadata.annotations}{\"\\n\"}'",
                  "state=established"),
      "");
  EXPECT_NE(
      lab().await("get events -o 'jsonpath={.involvedObject.kind}/{.involvedObject.name} {.reason}{\"\\n\"}'",
                  "Node/node-2 BgpSessionUp"),
      "");
  EXPECT_THAT(lab().kubectl("describe node node-2"), HasSubstr("the BGP session with tor is up"));
  const auto shown =
      apiserver::run({HERALD_CTL, "peers", "-o", "json"}, {{"KUBECONFIG", lab().folder() + "/kubeconfig"}});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.out,
              HasSubstr(R"("node":"node-2","peer":"tor","address":"192.168.23.2","state":"established")"));
}

INSTANTIATE_TEST_SUITE_P(With, BgpTest, testing::Values(kFrr, kBird),
                         [](const auto& row) { return row.param.name; });

// BIRD 2.0 gives each way the same share.
class WeightedBgpTest : public BgpTest {};

// Three pods on node-1 are worth three times as much as one on node-2.
TEST_P(WeightedBgpTest, SharesFollowTheEndpoints) {
  bring_up(kLocal, "weight: endpoints");
  lab().run("deploy shop/web --on node-1,node-1,node-1,node-2");
  ASSERT_THAT(next_hops_become({"node-1", "node-2"}), ElementsAre("node-1", "node-2"));
  const auto weight_of = [&](const std::string& node) {
    const std::string shown = route();
    const std::size_t at = shown.find("via 192.168.23.1" + node + " ");
    const std::size_t weight = at == std::string::npos ? at : shown.find("weight ", at);
    return weight == std::string::npos ? 0 : std::stoi(shown.substr(weight + 7));
  };
  // FRR scales the greatest share to 100 or so: the ratio is what counts.
  EXPECT_TRUE(interop::eventually([&] { return weight_of("1") > 2 * weight_of("2") && weight_of("2") > 0; }))
      << route();
  EXPECT_NEAR(static_cast<double>(weight_of("1")) / weight_of("2"), 3.0, 0.1) << route();
  lab().run("deploy shop/web --on node-1,node-2");
  EXPECT_TRUE(interop::eventually([&] { return weight_of("1") == weight_of("2"); })) << route();
}

INSTANTIATE_TEST_SUITE_P(With, WeightedBgpTest, testing::Values(kFrr),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace herald::e2e
