// Nodes with a leg in each of two LANs: an address is answered for and announced on the interface that its
// pool names, and on no other; and what happens to one cable concerns the addresses of that LAN.
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"
#include "tests/integration/e2e/layer2.h"

#include <csignal>
#include <memory>
#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// Of the pools `near`, on eth0, and `far`, on eth1; kAddress and kAddress6 are near.
constexpr const char* kFar = "192.168.24.220";
constexpr const char* kFar6 = "fd24::220";
constexpr const char* kFromFar = "--from client2";

std::string pools(const std::string& more) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {namespace: herald-system, name: config}\ndata:\n  "
         "config: |\n    address-pools:\n"
         "    - {name: near, protocol: layer2, interfaces: [eth0], addresses: [192.168.23.220/32, "
         "\"fd23::220/128\"]" +
         more +
         "}\n    - {name: far, protocol: layer2, interfaces: [eth1], addresses: [192.168.24.220/32, "
         "\"fd24::220/128\"]" +
         more + "}\n";
}

std::string service_of(const std::string& pool) {
  return "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: shop\n  name: " + pool +
         "\n  annotations: {lb.herald/address-pool: " + pool +
         "}\nspec:\n  type: LoadBalancer\n  ports: [{name: http, port: 80, targetPort: 8080}]\n" + kNearPods +
         kDualStack;
}

class LansTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
    // The ring on links of its own: a LAN that fails takes no speaker with it.
    lab_ = std::make_unique<Lab>(std::vector<std::string>{"--lans", "2", "--ipv6", "--ring", "control"});
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
  }

  // `more` is for both pools.
  void announce(const std::string& more = {}) {
    lab_->apply(pools(more) + "---\n" + service_of("near") + "---\n" + service_of("far"));
    for (const char* const name : {"near", "far"})
      lab_->run("deploy shop/" + std::string(name) + " --on node-1,node-2,node-3");
    for (const char* const address : {kAddress, kAddress6})
      ASSERT_THAT(lab_->await_reachable(address), Not(IsEmpty()));
    for (const char* const address : {kFar, kFar6})
      ASSERT_THAT(lab_->await_reachable(address, kFromFar), Not(IsEmpty()));
  }

  // What a client hears of the other LAN's addresses. It listens by now.
  std::unique_ptr<Process> listen(const std::string& client, const std::string& address,
                                  const std::string& prefix6) {
    auto capture = lab_->begin("capture " + client + " -- '(arp and host " + address +
                               ") or (icmp6 and ip6[40] = 136 and ip6[48:4] = 0x" + prefix6 +
                               "0000 and ip6[60:4] = 0x00000220)'");
    EXPECT_TRUE(capture->line_with("listening on"));
    return capture;
  }
  static std::string heard(Process& capture) {
    capture.signal(SIGTERM);
    std::string all;
    while (const auto line = capture.line())
      all += *line + "\n";
    return all;
  }

  Lab& lab() { return *lab_; }

 private:
  std::unique_ptr<Lab> lab_;
};

TEST_F(LansTest, AnAddressIsThereOnTheLanOfItsPoolOnly) {
  const auto here = listen("client", kFar, "fd24");
  const auto there = listen("client2", kAddress, "fd23");
  const auto witness = listen("client2", kFar, "fd24");
  announce();
  for (const char* const address : {kAddress, kAddress6}) {
    EXPECT_THAT(lab().owners(address), SizeIs(1));
    EXPECT_THAT(lab().owners(address, 2), IsEmpty()) << "answered for on the other LAN";
  }
  for (const char* const address : {kFar, kFar6}) {
    const auto owners = lab().owners(address, 2);
    ASSERT_THAT(owners, SizeIs(1));
    EXPECT_THAT(lab().owners(address), IsEmpty()) << "answered for on the other LAN";
    EXPECT_THAT(lab().page(address, 80, "client2"), HasSubstr("shop/far on " + *owners.begin()));
  }
  // Questions of the clients themselves are heard, answers and announcements are not.
  EXPECT_THAT(heard(*here),
              Not(ContainsRegex("Reply|who-has 192.168.24.220 .*tell 192.168.24.220|advertisement")));
  EXPECT_THAT(heard(*there),
              Not(ContainsRegex("Reply|who-has 192.168.23.220 .*tell 192.168.23.220|advertisement")));
  const std::string all = heard(*witness);
  EXPECT_THAT(all, HasSubstr("Reply 192.168.24.220"));
  EXPECT_THAT(all, HasSubstr("advertisement, tgt is fd24::220"));
}

// One node has both addresses; it loses its link to the second LAN, and with it the one of that LAN.
TEST_F(LansTest, ALinkThatGoesDownMovesTheAddressesOfItsLanOnly) {
  lab().kubectl("label node node-1 edge=yes");
  announce(", node-selectors: [{match-labels: {edge: \"yes\"}}]");
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-1"));
  EXPECT_THAT(lab().owners(kFar, 2), ElementsAre("node-1"));
  lab().kubectl("label node node-2 edge=yes");
  const auto knocking = lab().knock(kAddress, kWholeKnock);
  const auto far_knocking = lab().knock(kFar, std::string(kWholeKnock) + " " + kFromFar);
  lab().run("link-down node-1 --lan lan2");
  EXPECT_EQ(lab().await_reachable(kFar, std::string("--not-by node-1 ") + kFromFar), "node-2");
  EXPECT_THAT(lab().owners(kFar, 2), ElementsAre("node-2"));
  EXPECT_THAT(lab().owners(kAddress), ElementsAre("node-1"));
  EXPECT_EQ(knocking->stop().lost, 0);
  EXPECT_LT(far_knocking->stop().longest, std::chrono::milliseconds(1500));
  const std::string status = lab().run("status");
  EXPECT_THAT(status, HasSubstr("192.168.24.11     unplugged"));
  EXPECT_THAT(status, ContainsRegex("node-1 +192.168.23.11 +plugged"));
  EXPECT_THAT(lab().run("status --svg"), HasSubstr(">lan2 192.168.24.0/24 and fd24::/64</text>"));
  // It comes back, and takes nothing.
  lab().run("link-up node-1 --lan lan2");
  lab().in("client2", "arping -q -c 1 -w 5 -I eth0 192.168.24.11");
  EXPECT_THAT(lab().owners(kFar, 2), ElementsAre("node-2"));
}

// The lab's own part: which cable a word means.
TEST_F(LansTest, EachCableIsOneOfItsOwn) {
  const auto reaches = [&](const std::string& client, const std::string& address) {
    return lab().try_to_run("exec " + client + " -- arping -q -c 1 -w 1 -I eth0 " + address).code == 0;
  };
  ASSERT_TRUE(reaches("client", "192.168.23.11"));
  ASSERT_TRUE(reaches("client2", "192.168.24.11"));
  for (const auto& [breaks, mends] : {std::pair{"cut node-1 --lan lan2", "heal node-1 --lan lan2"},
                                      {"link-down node-1 --lan lan2", "link-up node-1 --lan lan2"},
                                      {"loss node-1 --percent 100 --lan lan2", "loss node-1 --percent 0"},
                                      {"delay node-1 --by 2s --lan lan2", "delay node-1 --by 0s"}}) {
    lab().run(breaks);
    EXPECT_TRUE(reaches("client", "192.168.23.11")) << breaks;
    EXPECT_FALSE(reaches("client2", "192.168.24.11")) << breaks;
    lab().run(mends);
    EXPECT_TRUE(interop::eventually([&] { return reaches("client2", "192.168.24.11"); })) << mends;
  }
  // A cut without a name is one from everybody.
  lab().run("cut node-1");
  EXPECT_FALSE(reaches("client", "192.168.23.11"));
  EXPECT_FALSE(reaches("client2", "192.168.24.11"));
  lab().run("heal node-1");
  EXPECT_TRUE(interop::eventually([&] { return reaches("client2", "192.168.24.11"); }));
  const Finished wrong = lab().try_to_run("cut client2 --lan lan");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.out, HasSubstr("client2 is not on lan"));
}

}  // namespace
}  // namespace herald::e2e
