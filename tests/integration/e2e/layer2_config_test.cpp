// What people change while Services are in use: which nodes and interfaces may announce, and the pools
// themselves.
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/layer2.h"

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ConfigTest : public Layer2Test {
 protected:
  // The pool with this inside of its braces too, and with another range.
  void edit_pool(const std::string& more, const std::string& addresses = "192.168.23.220-192.168.23.235") {
    std::string text = pool(addresses);
    const std::size_t end = text.rfind('}');
    lab().apply(text.insert(end, more));
  }
  bool become_silent() {
    return interop::eventually([&] { return lab().owners(kAddress).empty(); });
  }
  // The condition lb.herald/Announced says so soon: people wait for it with the edit before their eyes. It
  // takes about a second; the limit leaves room for a machine that is busy.
  bool soon_says(const std::string& reason) {
    const auto says = [&] {
      const std::string conditions =
          lab().kubectl("get service web -n shop -o 'jsonpath={.status.conditions[*].reason}'");
      return conditions.find(reason) != std::string::npos;
    };
    return interop::eventually(says, std::chrono::seconds(6));
  }
};

TEST_F(ConfigTest, NodeSelectorsSayWhoMayAnnounce) {
  bring_up();
  lab().kubectl("label node node-2 edge=yes");
  edit_pool(", node-selectors: [{match-labels: {edge: \"yes\"}}]");
  lab().await_reachable(kAddress, "--not-by node-1");
  EXPECT_EQ(lab().await_reachable(kAddress, "--not-by node-3"), "node-2");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-2"));
  // The label moves, and the address with it.
  lab().kubectl("label node node-3 edge=yes");
  lab().kubectl("label node node-2 edge-");
  EXPECT_EQ(lab().await_other(kAddress, "node-2"), "node-3");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-3"));
  lab().kubectl("label node node-3 edge-");
  EXPECT_TRUE(soon_says("NoNodeAdmits"));
  EXPECT_TRUE(become_silent());
}

TEST_F(ConfigTest, InterfacesSayWhereToAnnounce) {
  bring_up();
  edit_pool(", interfaces: [\"bond*\"]");
  EXPECT_TRUE(soon_says("NoInterface"));
  EXPECT_TRUE(become_silent());
  edit_pool(", interfaces: [\"eth*\"]");
  EXPECT_THAT(lab().await_reachable(kAddress), HasSubstr("node-"));
}

// Nobody loses an address because a pool is edited; who waited for one gets it as soon as there is room.
TEST_F(ConfigTest, PoolEditsMoveNobody) {
  bring_up();
  auto knocking = lab().knock(kAddress, kWholeKnock);
  const std::string owner = lab().await_reachable(kAddress);
  edit_pool("", "192.168.23.230/32");
  lab().apply(service("second", kNearPods) + "---\n" + service("third", kNearPods));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  lab().run("deploy shop/third --on node-1,node-2,node-3");
  lab().await_reachable("192.168.23.230");
  EXPECT_THAT(lab().kubectl("get service web -n shop -o "
                            "'jsonpath={.status.conditions[?(@.type==\"lb.herald/Assigned\")].reason}'"),
              HasSubstr("PoolGone"));
  edit_pool("", "192.168.23.231-192.168.23.230");  // backwards: changes nothing
  edit_pool("", "192.168.23.230-192.168.23.231");
  EXPECT_THAT(lab().await_reachable("192.168.23.231"), HasSubstr("node-"));
  EXPECT_EQ(lab().await_reachable(kAddress), owner);
  EXPECT_EQ(knocking->stop().lost, 0);
}

}  // namespace
}  // namespace herald::e2e
