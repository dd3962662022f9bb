// BGP as the daemons do it: three nodes tell a real router (FRR) of a Service's address, the router shares
// the traffic among them, and follows what happens to endpoints and nodes.
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"

#include <set>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kAddress = "203.0.113.7";

constexpr const char* kConfig = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: herald-system}
data:
  config: |
    peers:
    - {name: frr, my-asn: 64512, peer-asn: 64513, peer-address: 192.168.23.2}
    address-pools:
    - {name: routed, protocol: bgp, addresses: [203.0.113.0/24]}
)";

class BgpTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << why;
  }

  void bring_up(const std::string& more = {}) {
    lab_ = std::make_unique<Lab>(std::vector<std::string>{"--routers", "frr"});
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
    lab_->apply(kConfig);
    lab_->apply(service("web", std::string("  loadBalancerIP: ") + kAddress + "\n" + more));
    lab_->run("deploy shop/web --on node-1,node-2,node-3");
  }

  // Where the router sends packets for the address.
  std::set<std::string> next_hops() {
    const std::string route = lab_->in("frr", std::string("ip route show ") + kAddress);
    std::set<std::string> hops;
    for (int node = 1; node <= 3; ++node) {
      if (route.find("via 192.168.23.1" + std::to_string(node) + " ") != std::string::npos)
        hops.insert("node-" + std::to_string(node));
    }
    return hops;
  }
  std::set<std::string> next_hops_become(const std::set<std::string>& wanted) {
    std::set<std::string> hops;
    static_cast<void>(interop::eventually([&] { return (hops = next_hops()) == wanted; }));
    return hops;
  }

  Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

TEST_F(BgpTest, TheRouterSharesTrafficAmongTheNodes) {
  bring_up();
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
  EXPECT_THAT(lab().in("client", std::string("curl -sS -m 5 http://") + kAddress + "/"),
              HasSubstr("shop/web on node-"));
}

// Graceful restart: the node goes on forwarding while its speaker is exchanged.
TEST_F(BgpTest, ARestartedSpeakerCostsNoNextHop) {
  bring_up();
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
  lab().run("stop node-2");
  EXPECT_THAT(next_hops(), ElementsAre("node-1", "node-2", "node-3"));
  lab().run("revive node-2");
  const auto is_back = [&] {
    return lab().run("router frr 'show bgp neighbors 192.168.23.12'").find("BGP state = Established") !=
           std::string::npos;
  };
  EXPECT_TRUE(interop::eventually(is_back));
  EXPECT_THAT(next_hops(), ElementsAre("node-1", "node-2", "node-3"));
}

TEST_F(BgpTest, LocalPolicyTellsOfNodesWithEndpointsOnly) {
  bring_up("  externalTrafficPolicy: Local\n");
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
  lab().run("deploy shop/web --on node-3");
  EXPECT_THAT(next_hops_become({"node-3"}), ElementsAre("node-3"));
  EXPECT_EQ(lab().in("client", std::string("curl -sS -m 5 http://") + kAddress + "/"),
            "shop/web on node-3, called by 192.168.23.100\n");
}

TEST_F(BgpTest, DrainingTakesANodeOutOfTheRoutersChoice) {
  bring_up();
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
  lab().run("drain node-1");
  EXPECT_THAT(next_hops_become({"node-2", "node-3"}), ElementsAre("node-2", "node-3"));
  lab().run("undrain node-1");
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
}

TEST_F(BgpTest, AServiceThatGoesTakesItsRouteAlong) {
  bring_up();
  EXPECT_THAT(next_hops_become({"node-1", "node-2", "node-3"}), ElementsAre("node-1", "node-2", "node-3"));
  lab().kubectl("delete service web -n shop");
  EXPECT_THAT(next_hops_become({}), IsEmpty());
}

}  // namespace
}  // namespace herald::e2e
