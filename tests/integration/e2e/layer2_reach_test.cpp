// Layer 2 as a client sees it while nothing goes wrong: who answers, with which address, for what.
#include "tests/integration/e2e/layer2.h"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class ReachTest : public Layer2Test {};

TEST_F(ReachTest, OneNodeAnswersWithTheMacOfItsInterface) {
  bring_up();
  const std::set<std::string> owners = lab().owners(kAddress);
  ASSERT_THAT(owners, SizeIs(1));
  EXPECT_EQ(lab().page(kAddress).substr(0, 18), "shop/web on " + *owners.begin());
  // No node has it on an interface: the speaker alone answers for it.
  EXPECT_EQ(lab().in(*owners.begin(), "ip address show").find(kAddress), std::string::npos);
}

TEST_F(ReachTest, BothFamiliesOfADualStackService) {
  bring_up({"--ipv6"}, kDualStack);
  lab().await_reachable(kAddress6);
  EXPECT_THAT(lab().owners(kAddress), SizeIs(1));
  const std::set<std::string> owners6 = lab().owners(kAddress6);
  ASSERT_THAT(owners6, SizeIs(1));
  EXPECT_THAT(lab().page(kAddress6), HasSubstr("shop/web on " + *owners6.begin()));
}

TEST_F(ReachTest, LocalPolicyFollowsTheEndpoints) {
  bring_up({}, kLocal);
  lab().run("deploy shop/web --on node-2");
  lab().await_reachable(kAddress, "--not-by node-1");
  EXPECT_EQ(lab().page(kAddress), "shop/web on node-2, called by 192.168.23.100\n");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-2"));
  lab().run("deploy shop/web --on node-3 --unready node-2");
  EXPECT_EQ(lab().await_other(kAddress, "node-2"), "node-3");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-3"));
}

TEST_F(ReachTest, FiftyServicesAtOnce) {
  constexpr int kServices = 50;
  bring_up();
  lab().apply(pool("192.168.23.150-192.168.23.219, 192.168.23.220/32"));
  std::string manifest;
  for (int i = 0; i < kServices; ++i)
    manifest +=
        service("many-" + std::to_string(i),
                std::string(kNearPods) + "  loadBalancerIP: 192.168.23." + std::to_string(150 + i) + "\n") +
        "---\n";
  lab().apply(manifest);
  for (int i = 0; i < kServices; ++i)
    lab().run("deploy shop/many-" + std::to_string(i) + " --on node-1,node-2,node-3");
  std::map<std::string, int> held;
  for (int i = 0; i < kServices; ++i)
    ++held[lab().await_reachable("192.168.23." + std::to_string(150 + i))];
  EXPECT_THAT(held, SizeIs(3)) << "every node carries its share";
  for (const auto& [node, count] : held)
    EXPECT_LT(count, kServices / 2) << node;
}

// What is there stays as it is; what comes is served.
TEST_F(ReachTest, AnotherControllerTakesOver) {
  bring_up();
  const auto knocking = lab().knock(kAddress, kWholeKnock);
  const std::string holder =
      lab().kubectl("get lease herald-controller -n herald-system -o jsonpath={.spec.holderIdentity}");
  lab().run("kill " + holder.substr(0, holder.find('_')));
  lab().apply(service("second", kNearPods));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  EXPECT_FALSE(lab().await_reachable("192.168.23.221").empty());
  EXPECT_EQ(knocking->stop().lost, 0);
  EXPECT_THAT(lab().kubectl("get service web -n shop"), HasSubstr(kAddress));
}

// Two Services that ask to share are one address: one node answers, each port leads to its own pods, and a
// node that dies takes neither away from the other.
TEST_F(ReachTest, ServicesMayShareAnAddress) {
  bring_up();
  const std::string sharing = "  loadBalancerIP: 192.168.23.230\n" + std::string(kNearPods);
  const auto shared = [&](const std::string& name, const std::string& port) {
    return "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: shop\n  name: " + name +
           "\n  annotations: {metallb.universe.tf/allow-shared-ip: together}\nspec:\n  type: LoadBalancer\n"
           "  ports: [{name: http, port: " +
           port + ", targetPort: 8080}]\n" + sharing;
  };
  lab().apply(shared("first", "80") + "---\n" + shared("other", "81"));
  lab().run("deploy shop/first --on node-1,node-2,node-3");
  lab().run("deploy shop/other --on node-1,node-2,node-3");
  lab().await_reachable("192.168.23.230");
  lab().await_reachable("192.168.23.230", "--port 81");
  EXPECT_THAT(lab().page("192.168.23.230"), HasSubstr("shop/first on"));
  EXPECT_THAT(lab().page("192.168.23.230", 81), HasSubstr("shop/other on"));
  const std::set<std::string> owners = lab().owners("192.168.23.230");
  ASSERT_THAT(owners, SizeIs(1));
  lab().run("kill " + *owners.begin());
  const std::string next = lab().await_other("192.168.23.230", *owners.begin());
  EXPECT_EQ(lab().await_reachable("192.168.23.230", "--port 81"), next);
  EXPECT_THAT(lab().owners("192.168.23.230"), ElementsAre(next));
}

TEST_F(ReachTest, AServiceThatGoesIsNoLongerAnsweredFor) {
  bring_up();
  EXPECT_THAT(lab().owners(kAddress), SizeIs(1));
  lab().kubectl("delete service web -n shop");
  lab().apply(service("later", std::string(kNearPods) + "  loadBalancerIP: 192.168.23.225\n"));
  lab().run("deploy shop/later --on node-1,node-2,node-3");
  lab().await_reachable("192.168.23.225");  // whatever came before has been done by now
  EXPECT_THAT(lab().owners(kAddress), SizeIs(0));
}

// So that the cluster removes the Lease together with the Node.
TEST_F(ReachTest, ASpeakersLeaseBelongsToItsNode) {
  bring_up();
  constexpr std::size_t kUidLength = 36;
  const std::string uid = lab().kubectl("get node node-2 -o jsonpath={.metadata.uid}").substr(0, kUidLength);
  ASSERT_EQ(uid.size(), kUidLength);
  EXPECT_THAT(lab().await("get lease -n herald-system -o "
                          "jsonpath={.metadata.name}|{.metadata.ownerReferences[*].uid}{\"\\n\"}",
                          uid),
              "speaker-node-2|" + uid);
}

// Seen by the speaker itself, on the node it runs on.
TEST_F(ReachTest, ANodeThatIsSetUpBadlyIsSaidSo) {
  bring_up();
  lab().run("stop node-1");
  lab().in("node-1", "sysctl -qw net.ipv4.conf.eth0.proxy_arp=1");
  lab().run("revive node-1");
  EXPECT_THAT(
      lab().await("get events -n default -o jsonpath={.involvedObject.name}:{.reason}:{.message}{\"\\n\"}",
                  "NodeProblem"),
      HasSubstr("node-1:NodeProblem:proxy_arp is on for eth0"));
  EXPECT_THAT(lab().in("node-1", "curl -sSf http://127.0.0.1:7473/metrics"),
              HasSubstr("herald_node_problems{interface=\"eth0\",problem=\"proxy_arp\"} 1"));
}

TEST_F(ReachTest, AnAddressThatSomebodyElseHasIsNotAnnounced) {
  bring_up();
  lab().in("client", "ip address add 192.168.23.221/32 dev eth0");
  lab().apply(service("second", std::string(kNearPods) + "  loadBalancerIP: 192.168.23.221\n"));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  EXPECT_THAT(
      lab().await("get events -n shop -o jsonpath={.reason}:{.message}{\"\\n\"}", "AddressInUseOnLan"),
      HasSubstr("02:00:00:00:00:64 answers for 192.168.23.221"));
  const std::string answers = lab().in("lan", "arping -b -c 2 -w 2 -I br0 192.168.23.221");
  EXPECT_THAT(answers, HasSubstr("02:00:00:00:00:64"));
  EXPECT_THAT(answers, Not(HasSubstr("02:00:00:00:00:0"))) << "a node answers too";
}

TEST_F(ReachTest, AnIpv6AddressThatSomebodyElseHasIsNotAnnounced) {
  bring_up({"--ipv6"});
  lab().in("client", "ip address add fd23::221/128 dev eth0 nodad");
  lab().apply(
      service("second", std::string(kNearPods) + "  ipFamilies: [IPv6]\n  loadBalancerIP: \"fd23::221\"\n"));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  EXPECT_THAT(
      lab().await("get events -n shop -o jsonpath={.reason}:{.message}{\"\\n\"}", "AddressInUseOnLan"),
      HasSubstr("02:00:00:00:00:64 answers for fd23::221"));
  const std::string answers = lab().in("lan", "ndisc6 -m -n -r 2 -w 1000 fd23::221 br0");
  EXPECT_THAT(answers, HasSubstr("02:00:00:00:00:64"));
  EXPECT_THAT(answers, Not(HasSubstr("02:00:00:00:00:0"))) << "a node answers too";
}

}  // namespace
}  // namespace herald::e2e
