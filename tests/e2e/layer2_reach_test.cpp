// Layer 2 as a client sees it while nothing goes wrong: who answers, with which address, for what.
#include "tests/e2e/layer2.h"

#include <map>
#include <set>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class ReachTest : public Layer2Test {};

TEST_F(ReachTest, OneNodeAnswersWithTheMacOfItsInterface) {
  bring_up();
  const std::set<std::string> owners = lab().owners(kAddress);
  ASSERT_THAT(owners, SizeIs(1));
  EXPECT_EQ(lab().in("client", std::string("curl -sS -m 5 http://") + kAddress + "/").substr(0, 18),
            "shop/web on " + *owners.begin());
  // No node has it on an interface: the speaker alone answers for it.
  EXPECT_EQ(lab().in(*owners.begin(), "ip address show").find(kAddress), std::string::npos);
}

TEST_F(ReachTest, BothFamiliesOfADualStackService) {
  bring_up({"--ipv6"}, kDualStack);
  lab().await_reachable(kAddress6);
  EXPECT_THAT(lab().owners(kAddress), SizeIs(1));
  const std::set<std::string> owners6 = lab().owners(kAddress6);
  ASSERT_THAT(owners6, SizeIs(1));
  EXPECT_THAT(lab().in("client", std::string("curl -sS -m 5 'http://[") + kAddress6 + "]/'"),
              HasSubstr("shop/web on " + *owners6.begin()));
}

TEST_F(ReachTest, LocalPolicyFollowsTheEndpoints) {
  bring_up({}, kLocal);
  lab().run("deploy shop/web --on node-2");
  lab().await_reachable(kAddress, "--not-by node-1");
  EXPECT_EQ(lab().in("client", std::string("curl -sS -m 5 http://") + kAddress + "/"),
            "shop/web on node-2, called by 192.168.23.100\n");
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

TEST_F(ReachTest, AnAddressThatSomebodyElseHasIsNotAnnounced) {
  bring_up();
  lab().in("client", "ip address add 192.168.23.221/32 dev eth0");
  lab().apply(service("second", kNearPods));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  const std::string got =
      lab().await("get service second -n shop -o jsonpath={.status.loadBalancer.ingress[0].ip}{\"\\n\"}",
                  "192.168.23.222");
  EXPECT_THAT(got, HasSubstr("192.168.23.222"));
  EXPECT_THAT(lab().in("lan", "arping -b -c 2 -w 2 -I br0 192.168.23.221"), HasSubstr("02:00:00:00:00:64"));
}

}  // namespace
}  // namespace herald::e2e
