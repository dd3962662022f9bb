// Services and the addresses of the nodes themselves: those are nobody's to announce, whoever has them in a
// status (k3s writes them there until its own load balancer is disabled), and whatever the pools say.
#include "tests/integration/e2e/layer2.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kNode1 = "192.168.23.11";
constexpr const char* kNode2 = "192.168.23.12";
constexpr const char* kNodesAndTwoMore = "192.168.23.11-192.168.23.13, 192.168.23.220-192.168.23.221";

class NodeAddressTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
    lab_ = std::make_unique<Lab>();
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
  }

  // As somebody left it who gave addresses before Herald came: nothing is configured yet.
  void adopt(const std::string& service, const std::string& address) {
    EXPECT_FALSE(await_condition(service, "there is no valid configuration yet").empty());
    lab().replace_status("/api/v1/namespaces/shop/services/" + service,
                         R"({"apiVersion":"v1","kind":"Service","metadata":{"namespace":"shop","name":")" +
                             service + R"("},"status":{"loadBalancer":{"ingress":[{"ip":")" + address +
                             R"("}]}}})");
  }
  // What the conditions of the Service say once `text` is part of it; empty when that does not come.
  std::string await_condition(const std::string& service, const std::string& text) {
    const std::string messages = "jsonpath={.status.conditions[*].message}{\"\\n\"}";
    return lab().await("get service " + service + " -n shop -o " + messages, text);
  }
  [[nodiscard]] Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

// Both Services may be announced by node-1 alone while it lives, and by node-2 alone when it is dead: that
// the one has moved says that the other has not.
TEST_F(NodeAddressTest, NobodyTakesOverTheAddressOfANodeThatIsDown) {
  lab().apply(service("old", kLocal) + "---\n" + service("web", kLocal));
  adopt("old", kNode1);
  lab().run("deploy shop/old --on node-1");
  lab().run("deploy shop/web --on node-1");
  lab().apply(pool("192.168.23.220-192.168.23.221"));
  EXPECT_EQ(lab().await_reachable(kAddress), "node-1");
  EXPECT_THAT(await_condition("old", "from nowhere"),
              HasSubstr("192.168.23.11 from nowhere: it is node-1's own address"));
  EXPECT_EQ(lab().await_reachable(kNode1), "node-1") << "its kernel answers, and the proxy serves";
  lab().run("deploy shop/old --on node-1,node-2");
  lab().run("deploy shop/web --on node-1,node-2");
  lab().run("kill node-1");
  EXPECT_EQ(lab().await_other(kAddress, "node-1"), "node-2");
  EXPECT_THAT(lab().owners(kNode1), IsEmpty());
  lab().run("revive node-1");
  EXPECT_EQ(lab().await_reachable(kNode1), "node-1");
  EXPECT_THAT(lab().owners(kNode1), ElementsAre("node-1"));
}

TEST_F(NodeAddressTest, APoolThatCoversNodesGivesAwayOnlyTheOthers) {
  lab().apply(pool(kNodesAndTwoMore) + "---\n" + service("web"));
  lab().run("deploy shop/web --on node-1,node-2,node-3");
  EXPECT_FALSE(lab().await_reachable(kAddress).empty());
  lab().apply(service("asks", "  loadBalancerIP: 192.168.23.12\n"));
  EXPECT_THAT(await_condition("asks", "own address"),
              HasSubstr("192.168.23.12 is node-2's own address; ask for another"));
  lab().apply(service("second"));
  lab().run("deploy shop/second --on node-1,node-2,node-3");
  EXPECT_FALSE(lab().await_reachable("192.168.23.221").empty());
  EXPECT_THAT(lab().owners(kNode2), ElementsAre("node-2"));
}

}  // namespace
}  // namespace herald::e2e
