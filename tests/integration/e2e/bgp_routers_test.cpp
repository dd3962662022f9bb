// BGP as the daemons do it towards two kinds of routers at once, in both families, and when nodes die or the
// API server is away.
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"

#include <set>
#include <sstream>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

constexpr const char* kAddress = "203.0.113.7";
constexpr const char* kAddress6 = "2001:db8:7::7";

// A session in each family with each router, watched by BFD at 100 ms x 3.
constexpr const char* kConfig = R"(apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: herald-system}
data:
  config: |
    peers:
    - {name: frr, my-asn: 64512, peer-asn: 64513, peer-address: 192.168.23.2, bfd-profile: fast}
    - {name: frr6, my-asn: 64512, peer-asn: 64513, peer-address: "fd23::2", bfd-profile: fast}
    - {name: bird, my-asn: 64512, peer-asn: 64514, peer-address: 192.168.23.3, bfd-profile: fast}
    - {name: bird6, my-asn: 64512, peer-asn: 64514, peer-address: "fd23::3", bfd-profile: fast}
    address-pools:
    - {name: routed, protocol: bgp, addresses: [203.0.113.0/24, "2001:db8:7::/112"]}
    bfd-profiles:
    - {name: fast, receive-interval: 100, transmit-interval: 100, detect-multiplier: 3}
)";

using Nodes = std::set<std::string>;
const Nodes& all_nodes() {
  static const Nodes all{"node-1", "node-2", "node-3"};
  return all;
}

class RoutersTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << why;
    lab_ = std::make_unique<Lab>(std::vector<std::string>{"--routers", "frr,bird", "--ipv6"});
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
    lab_->apply(kConfig);
    lab_->apply(service("web", "  ipFamilyPolicy: RequireDualStack\n"));
    lab_->kubectl(std::string("annotate service web -n shop lb.herald/addresses=") + kAddress + "," +
                  kAddress6);
    lab_->run("deploy shop/web --on node-1,node-2,node-3");
  }

  // Where a router sends packets for the address.
  Nodes next_hops(const std::string& router, const std::string& address) {
    const bool v4 = address == kAddress;
    const std::string route =
        lab_->in(router, std::string("ip ") + (v4 ? "-4" : "-6") + " route show " + address);
    Nodes hops;
    for (int node = 1; node <= 3; ++node) {
      const char letter = "?bcd"[node];
      const std::string global =
          v4 ? "192.168.23.1" + std::to_string(node) : "fd23::1" + std::to_string(node);
      const bool sends = route.find("via " + global + " ") != std::string::npos ||
                         route.find(std::string("via fe80::ff:fe00:") + letter + " ") != std::string::npos;
      if (sends) hops.insert("node-" + std::to_string(node));
    }
    return hops;
  }
  bool everywhere(const Nodes& wanted) {
    for (const char* const router : {"frr", "bird"}) {
      for (const char* const address : {kAddress, kAddress6}) {
        if (next_hops(router, address) != wanted) return false;
      }
    }
    return true;
  }
  std::string bfd_sessions() {
    return lab_->run("router frr 'show bfd peers brief'") + lab_->run("router bird 'show bfd sessions'");
  }
  // Twelve sessions, each seen from its router.
  bool watched() {
    std::istringstream lines(bfd_sessions());
    int up = 0;
    for (std::string line; std::getline(lines, line);) {
      if (line.find(" up") != std::string::npos || line.find(" Up ") != std::string::npos) ++up;
    }
    return up == 12;
  }

  Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

TEST_F(RoutersTest, BothLearnBothFamiliesAndKeepThemWithoutTheApiServer) {
  EXPECT_TRUE(interop::eventually([&] { return everywhere(all_nodes()); })) << lab().run("status");
  measured(lab().run("status"));
  lab().await_reachable(kAddress);
  lab().await_reachable(kAddress6);
  lab().run("kill apiserver");
  auto knocking = lab().knock(kAddress, "--kind connect");
  static_cast<void>(lab().try_to_run(std::string("probe --for 2s ") + kAddress6));
  EXPECT_EQ(knocking->stop().lost, 0);
  EXPECT_TRUE(everywhere(all_nodes()));
}

TEST_F(RoutersTest, ACrashedNodeIsNoNextHopAnyMore) {
  EXPECT_TRUE(interop::eventually([&] { return everywhere(all_nodes()); }));
  EXPECT_TRUE(interop::eventually([&] { return watched(); })) << bfd_sessions();
  const auto began = std::chrono::steady_clock::now();
  lab().run("kill node-2");
  EXPECT_TRUE(interop::eventually([&] { return everywhere({"node-1", "node-3"}); }));
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
  measured("both routers had let it go after " + std::to_string(took.count()) + " ms");
  EXPECT_LT(took, std::chrono::seconds(3)) << "the hold time alone is 90 s";
  lab().run("revive node-2");
  EXPECT_TRUE(interop::eventually([&] { return everywhere(all_nodes()); }));
}

}  // namespace
}  // namespace herald::e2e
