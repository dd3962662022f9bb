// Layer 2 when speakers cannot talk to each other as they would like to, and who answers meanwhile. The
// limits are those that must hold on a machine with two busy cores; `make bench-failover` has the bars.
#include "tests/integration/e2e/failover_lab.h"
#include "tests/integration/e2e/layer2.h"

#include <string>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using testing::ElementsAre;

// Without a detection time in it.
constexpr milliseconds kTold{500};

class RingTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
  }
};

// A node whose speakers still reach each other says at once what happened to its link.
TEST_F(RingTest, OverASecondLinkALostLinkIsToldAtOnce) {
  FailoverLab lab({.ring_apart = true});
  ASSERT_TRUE(lab.is_up());
  const std::string owner = lab.owner();
  const auto knocking = lab.knock();
  lab.act("link-down", owner);
  const std::string next = lab.await_other(owner);
  lab.let_pass("1s");
  EXPECT_LT(knocking->stop().longest, kTold);
  EXPECT_THAT(lab.lab().owners(kAddress), ElementsAre(next));
}

TEST_F(RingTest, AnUpgradeOfAllNodesLosesNothing) {
  FailoverLab lab;
  ASSERT_TRUE(lab.is_up());
  const auto knocking = lab.knock();
  for (const char* const node : {"node-1", "node-2", "node-3"}) {
    lab.act("stop", node);
    lab.act("revive", node);
    lab.await_ready(node);
  }
  lab.let_pass("1s");
  EXPECT_EQ(knocking->stop().lost, 0);
}

// The client hears both sides all the time.
TEST_F(RingTest, TwoThatDoNotHearEachOtherDoNotBothGoOnAnswering) {
  FailoverLab lab;
  ASSERT_TRUE(lab.is_up());
  const std::string owner = lab.owner();
  ArpWatch watch = lab.watch();
  lab.cut_ring(owner);
  lab.let_pass("3s");
  const double mended = seconds_now();
  lab.heal_ring();
  lab.let_pass("4s");
  const ArpRecord record = watch.stop();
  ASSERT_FALSE(record.all().empty());
  EXPECT_LT(record.longest_overlap(), kTold);
  EXPECT_EQ(record.between(mended + 2).users().at(kAddress).size(), 1U);
}

TEST_F(RingTest, ASpeakerThatStoodStillDoesNotAnswerBesideItsHeir) {
  FailoverLab lab;
  ASSERT_TRUE(lab.is_up());
  const std::string owner = lab.owner();
  ArpWatch watch = lab.watch();
  lab.act("pause", owner);
  const std::string next = lab.await_other(owner);
  lab.let_pass("3s");
  const double resumed = seconds_now();
  lab.act("resume", owner);
  lab.let_pass("3s");
  const ArpRecord record = watch.stop();
  EXPECT_LT(record.longest_overlap(), kTold);
  EXPECT_THAT(record.between(resumed + 2).users().at(kAddress), ElementsAre(next));
}

}  // namespace
}  // namespace herald::e2e
