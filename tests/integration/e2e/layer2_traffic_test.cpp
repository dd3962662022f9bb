// What a Service carries once its address is answered for: TCP and UDP, several ports, either family alone
// and both together.
#include "tests/integration/e2e/layer2.h"

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kUdp = "--kind udp --port 53";

class TrafficTest : public Layer2Test {};

// A name server and a web server on one address: the same port over both protocols, and another beside it.
TEST_F(TrafficTest, MixedPortsAndProtocolsInBothFamilies) {
  bring_up({"--ipv6"}, kDualStack);
  lab().kubectl(
      "patch service web -n shop --type json -p '[{\"op\":\"replace\",\"path\":\"/spec/ports\",\"value\":["
      "{\"name\":\"http\",\"port\":80,\"targetPort\":8080},"
      "{\"name\":\"dns\",\"port\":53,\"targetPort\":5353,\"protocol\":\"UDP\"},"
      "{\"name\":\"dns-tcp\",\"port\":53,\"targetPort\":5300,\"protocol\":\"TCP\"},"
      "{\"name\":\"metrics\",\"port\":9000,\"targetPort\":9001}]}]'");
  lab().run("deploy shop/web --on node-1,node-2,node-3");
  for (const std::string address : {kAddress, kAddress6}) {
    const std::string owner = lab().await_reachable(address, kUdp);
    EXPECT_EQ(lab().await_reachable(address, "--port 53"), owner);
    EXPECT_EQ(lab().await_reachable(address, "--port 9000"), owner);
    EXPECT_EQ(lab().await_reachable(address), owner);
    EXPECT_THAT(lab().page(address, 9000), HasSubstr("shop/web on " + owner));
    // A port that the Service does not have leads nowhere.
    EXPECT_EQ(lab().try_to_run("probe --for 300ms --port 54 " + address).code, 1);
  }
}

TEST_F(TrafficTest, UdpKeepsItsSenderUnderTheLocalPolicy) {
  bring_up({}, kLocal);
  lab().kubectl(
      "patch service web -n shop --type json -p '[{\"op\":\"replace\",\"path\":\"/spec/ports\",\"value\":["
      "{\"name\":\"dns\",\"port\":53,\"protocol\":\"UDP\"}]}]'");
  lab().run("deploy shop/web --on node-2");
  EXPECT_EQ(lab().await_reachable(kAddress, kUdp), "node-2");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-2"));
  auto knocking = lab().knock(kAddress, kUdp);
  lab().run("deploy shop/web --on node-2,node-3");  // one more pod is no reason to move
  EXPECT_EQ(lab().await_reachable(kAddress, kUdp), "node-2");
  EXPECT_EQ(knocking->stop().lost, 0);
}

TEST_F(TrafficTest, AServiceOfIpv6Alone) {
  bring_up({"--ipv6"});
  lab().apply(
      service("six", std::string(kNearPods) + "  ipFamilies: [IPv6]\n  loadBalancerIP: \"fd23::222\"\n"));
  lab().run("deploy shop/six --on node-1,node-2,node-3");
  const std::string owner = lab().await_reachable("fd23::222");
  EXPECT_THAT(lab().owners("fd23::222"), ElementsAre(owner));
  EXPECT_THAT(lab().page("fd23::222"), HasSubstr("shop/six on " + owner));
  EXPECT_THAT(lab().kubectl("get service six -n shop"), Not(HasSubstr("192.168.23.")));
}

}  // namespace
}  // namespace herald::e2e
