// The lab itself, with a stand-in for the speaker: a node that has the address on its interface answers for
// it.
#include "tests/integration/e2e/lab.h"

#include "tests/integration/bgp/eventually.h"

#include <csignal>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAddress = "192.168.23.220";
constexpr const char* kAddress6 = "fd23::220";

class LabTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
  }

  // A lab with shop/web at kAddress, its pods on all three nodes, and nobody who announces it.
  void bring_up(const std::vector<std::string>& flags = {}, const std::string& more = {}) {
    std::vector<std::string> all{"--nodes", "3", "--controllers", "1", "--no-speakers"};
    all.insert(all.end(), flags.begin(), flags.end());
    lab_ = std::make_unique<Lab>(all);
    ASSERT_TRUE(lab_->is_up());
    lab_->kubectl("create namespace shop");
    lab_->apply(pool(std::string(kAddress) + "/32, \"" + kAddress6 + "/128\"") + "---\n" +
                service("web", more));
    lab_->run("deploy shop/web --on node-1,node-2,node-3");
    ASSERT_THAT(
        lab_->await("get service web -n shop -o jsonpath={.status.loadBalancer.ingress[*].ip}{\"\\n\"}",
                    kAddress),
        HasSubstr(kAddress));
  }

  void stand_in(const std::string& node) {
    lab_->in(node, std::string("ip address add ") + kAddress + "/32 dev eth0");
    lab_->in(node, std::string("arping -q -U -c 1 -I eth0 ") + kAddress);
  }

  std::unique_ptr<Lab> lab_;
};

TEST_F(LabTest, CarriesTheClientToEveryPodAndHidesItsAddress) {
  bring_up();
  stand_in("node-1");
  lab_->await_reachable(kAddress);
  std::string answers;
  for (int i = 0; i < 24; ++i)
    answers += lab_->page(kAddress);
  for (const char* const node : {"node-1", "node-2", "node-3"})
    EXPECT_THAT(answers, HasSubstr("shop/web on " + std::string(node)));
  EXPECT_THAT(answers, Not(HasSubstr("called by 192.168.23.100")));
}

TEST_F(LabTest, KeepsLocalTrafficOnItsNodeAndShowsWhoCalls) {
  bring_up({}, "  externalTrafficPolicy: Local\n");
  stand_in("node-2");
  lab_->await_reachable(kAddress);
  EXPECT_EQ(lab_->page(kAddress), "shop/web on node-2, called by 192.168.23.100\n");
  // Nobody else on that node takes it.
  lab_->run("deploy shop/web --on node-1,node-3 --unready node-2");
  EXPECT_EQ(lab_->try_to_run(std::string("probe --for 1s ") + kAddress).code, 1);
}

// A client stays with its pod, whichever of the Service's ports and however often it calls, until that pod
// goes.
TEST_F(LabTest, KeepsAClientAtItsPodWhereTheServiceWantsIt) {
  bring_up({}, "  sessionAffinity: ClientIP\n");
  stand_in("node-1");
  lab_->await_reachable(kAddress);
  const auto pods = [&] {
    std::set<std::string> all;
    for (int i = 0; i < 8; ++i)
      all.insert(lab_->page(kAddress).substr(0, 18));
    return all;
  };
  const std::set<std::string> first = pods();
  ASSERT_THAT(first, testing::SizeIs(1)) << "of three pods";
  const std::string gone = first.begin()->substr(std::string("shop/web on ").size());
  measured("eight calls of one client went to " + gone);
  std::string others;
  for (const std::string node : {"node-1", "node-2", "node-3"}) {
    if (node != gone) others += (others.empty() ? "" : ",") + node;
  }
  lab_->run("deploy shop/web --on " + others);
  // Until the node has heard that its pod is gone, calls there are refused.
  const auto moved = [&] {
    const std::string page = lab_->try_page(kAddress).out;
    return page.starts_with("shop/web on ") && !first.contains(page.substr(0, 18));
  };
  ASSERT_TRUE(interop::eventually(moved));
  const std::set<std::string> second = pods();
  EXPECT_THAT(second, testing::SizeIs(1));
  EXPECT_NE(second, first);
}

TEST_F(LabTest, SpeaksIpv6AndUdp) {
  bring_up({"--ipv6"},
           "  ipFamilyPolicy: RequireDualStack\n"
           "  externalTrafficPolicy: Local\n");
  lab_->kubectl(
      "patch service web -n shop --type json -p '[{\"op\":\"add\",\"path\":\"/spec/ports/-\",\"value\":"
      "{\"name\":\"dns\",\"port\":53,\"protocol\":\"UDP\"}}]'");
  lab_->run("deploy shop/web --on node-1,node-2,node-3");
  stand_in("node-3");
  lab_->in("node-3", std::string("ip address add ") + kAddress6 + "/128 dev eth0 nodad");
  lab_->await_reachable(kAddress6);
  EXPECT_EQ(lab_->page(kAddress6), "shop/web on node-3, called by fd23::100\n");
  lab_->await_reachable(kAddress, "--kind udp --port 53");
  lab_->await_reachable(kAddress6, "--kind udp --port 53");
}

TEST_F(LabTest, MeasuresTheGapOfAMove) {
  bring_up({}, "  trafficDistribution: PreferSameNode\n");
  stand_in("node-1");
  auto knocking = lab_->knock(kAddress);
  lab_->run("cut node-1");
  stand_in("node-2");
  lab_->await_reachable(kAddress);
  const Knocks knocks = knocking->stop();
  EXPECT_GT(knocks.lost, 0);
  EXPECT_GT(knocks.longest, std::chrono::milliseconds(10));
  EXPECT_THAT(knocks.answerers, testing::ElementsAre("node-1", "node-2"));
}

TEST_F(LabTest, CutsAndPullsCables) {
  bring_up();
  lab_->in("client", "arping -q -c 1 -w 5 -I eth0 192.168.23.11");
  lab_->run("cut node-1");
  EXPECT_EQ(lab_->try_to_run("exec client -- arping -q -c 1 -w 1 -I eth0 192.168.23.11").code, 1);
  EXPECT_THAT(lab_->in("node-1", "ip -o link show dev eth0"), HasSubstr("LOWER_UP"));
  EXPECT_THAT(lab_->run("status"), testing::ContainsRegex("node-1 .*cut"));
  lab_->run("heal node-1");
  lab_->in("client", "arping -q -c 1 -w 5 -I eth0 192.168.23.11");
  lab_->run("link-down node-1");
  EXPECT_THAT(lab_->in("node-1", "ip -o link show dev eth0"), Not(HasSubstr("LOWER_UP")));
  lab_->run("link-up node-1");
  lab_->in("client", "arping -q -c 1 -w 5 -I eth0 192.168.23.11");
}

TEST_F(LabTest, LosesFramesWhenAskedTo) {
  bring_up();
  lab_->run("loss node-1 --percent 100");
  EXPECT_EQ(lab_->try_to_run("exec client -- arping -q -c 1 -w 1 -I eth0 192.168.23.11").code, 1);
  lab_->in("client", "arping -q -c 1 -w 5 -I eth0 192.168.23.12");
  lab_->run("loss node-1 --percent 0");
  lab_->in("client", "arping -q -c 1 -w 5 -I eth0 192.168.23.11");
}

TEST_F(LabTest, DelaysFramesWhenAskedTo) {
  bring_up();
  const std::string ask = "arping -q -c 1 -w 5 -I eth0 192.168.23.11";
  lab_->run("delay node-1 --by 300ms --jitter 50ms");
  EXPECT_THAT(lab_->run("status"), testing::ContainsRegex("node-1 .*slow"));
  const auto began = std::chrono::steady_clock::now();
  lab_->in("client", ask);
  const auto took = std::chrono::steady_clock::now() - began;
  measured("an ARP round trip over a link of 300 ms took " +
           std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()) + " ms");
  EXPECT_GE(took, std::chrono::milliseconds(500));
  // It stays a cable like any other.
  lab_->run("cut node-1");
  EXPECT_EQ(lab_->try_to_run("exec client -- arping -q -c 1 -w 1 -I eth0 192.168.23.11").code, 1);
  lab_->run("heal node-1");
  lab_->in("client", ask);
  lab_->run("delay node-1 --by 0s");
  EXPECT_THAT(lab_->run("status"), testing::ContainsRegex("node-1 .*plugged"));
  lab_->in("client", ask);
}

TEST_F(LabTest, KillsPausesAndRevives) {
  bring_up();
  lab_->run("pause node-1.agent");
  EXPECT_THAT(lab_->run("status"), HasSubstr("agent paused"));
  lab_->run("resume node-1.agent");
  EXPECT_THAT(lab_->run("status"), Not(HasSubstr("agent paused")));
  lab_->run("kill apiserver");
  EXPECT_THAT(lab_->run("status"), HasSubstr("apiserver dead"));
  lab_->run("revive apiserver");
  EXPECT_THAT(lab_->kubectl("get nodes"), HasSubstr("node-3"));
  const Finished wrong = lab_->try_to_run("kill node-9");
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.out, HasSubstr("node-9 is not running"));
}

TEST_F(LabTest, LeavesNothingWhenItIsKilled) {
  bring_up();
  // Somebody inside, who is told nothing.
  const auto inside = lab_->begin("exec client -- tail -f /dev/null");
  EXPECT_EQ(lab_->try_to_run("status").code, 0);
  lab_->kill();
  EXPECT_EQ(inside->wait(), 128 + SIGKILL);
  EXPECT_THAT(lab_->try_to_run("status").out, HasSubstr("the lab is not running"));
  // Its mounts and interfaces are gone with their namespaces; the folder goes when somebody brings it up or
  // down.
  EXPECT_TRUE(std::filesystem::is_empty(lab_->folder() + "/ns"));
  lab_->run("down");
  EXPECT_FALSE(std::filesystem::exists(lab_->folder()));
}

}  // namespace
}  // namespace herald::e2e
