#include "speaker/lease_keeper.h"

#include <gtest/gtest.h>

namespace herald::speaker {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LeaseKeeperTest : public testing::Test {
 protected:
  // What is written now: "" nothing, "renew", "report <text>", "release".
  std::string take() {
    const auto write = keeper_.take(now_, [this] { return model::Labels{{"owned", report_}}; });
    if (!write) return "";
    if (write->released) return "release";
    return write->report_changed ? "report " + write->report.at("owned") : "renew";
  }
  void answer(bool ok = true, Duration retry_after = {}) { keeper_.written(now_, {ok, retry_after}); }
  void change(const std::string& report) {
    report_ = report;
    keeper_.report_changed(now_);
  }
  // From now until the next deadline.
  Duration until_due() { return keeper_.next_deadline() - now_; }
  void start() {
    EXPECT_EQ(take(), "report ");
    answer();
  }

  LeaseKeeper keeper_{{}, 1};
  Instant now_{seconds(100)};
  std::string report_;
};

TEST_F(LeaseKeeperTest, IsWrittenAtOnceAndThenRenewed) {
  EXPECT_FALSE(keeper_.known());
  EXPECT_LE(keeper_.next_deadline(), now_);
  start();
  EXPECT_TRUE(keeper_.known());
  EXPECT_EQ(take(), "");
  EXPECT_EQ(until_due(), seconds(15));
  now_ += seconds(15);
  EXPECT_EQ(take(), "renew");
  EXPECT_EQ(keeper_.next_deadline(), kNever);
  now_ += seconds(2);
  answer();
  EXPECT_EQ(until_due(), seconds(13));
}

TEST_F(LeaseKeeperTest, AChangeIsWrittenAfterAMomentWithWhatChangesMeanwhile) {
  start();
  now_ += seconds(3);
  change("a");
  EXPECT_EQ(take(), "");
  EXPECT_EQ(until_due(), milliseconds(500));
  now_ += milliseconds(400);
  change("b");
  EXPECT_EQ(until_due(), milliseconds(100));
  now_ += milliseconds(100);
  EXPECT_EQ(take(), "report b");
}

TEST_F(LeaseKeeperTest, AFewMayFollowEachOtherCloselyThenNoneComesBeforeItsTime) {
  start();
  now_ += seconds(100);
  EXPECT_EQ(take(), "renew");
  answer();
  for (const char* const each : {"1", "2", "3", "4", "5", "6", "7", "8"}) {
    change(each);
    EXPECT_EQ(until_due(), milliseconds(500));
    now_ += milliseconds(500);
    EXPECT_EQ(take(), std::string("report ") + each);
    answer();
  }
  change("e");
  EXPECT_EQ(until_due(), milliseconds(6500));  // ten seconds behind the first of them
  now_ = keeper_.next_deadline();
  EXPECT_EQ(take(), "report e");
  answer();
  change("f");
  EXPECT_EQ(until_due(), seconds(10));
}

TEST_F(LeaseKeeperTest, WhateverHappensThereIsOneReportInTenSecondsOnTheWhole) {
  start();
  int written = 0;
  for (int i = 0; i < 3000; ++i) {
    now_ += milliseconds(100);
    change(std::to_string(i));
    if (take().empty()) continue;
    ++written;
    answer();
  }
  EXPECT_GE(written, 30);
  EXPECT_LE(written, 37);  // and the seven that the start had left
}

TEST_F(LeaseKeeperTest, AChangeThatWasTakenBackIsNoWrite) {
  start();
  now_ += seconds(11);
  change("a");
  change("");
  now_ += milliseconds(500);
  EXPECT_EQ(take(), "");
  EXPECT_EQ(until_due(), milliseconds(3500));
}

TEST_F(LeaseKeeperTest, ARenewalTakesAlongWhatHasChanged) {
  start();
  now_ += milliseconds(14'900);
  change("a");
  now_ += milliseconds(100);
  EXPECT_EQ(take(), "report a");
}

TEST_F(LeaseKeeperTest, AFailureIsTriedAgainAfterAGrowingPauseWithEverything) {
  start();
  now_ += seconds(15);
  EXPECT_EQ(take(), "renew");
  answer(false);
  EXPECT_GE(until_due(), milliseconds(500));
  EXPECT_LE(until_due(), seconds(1));
  now_ = keeper_.next_deadline();
  EXPECT_EQ(take(), "report ");
  Duration longest{};
  for (int i = 0; i < 10; ++i) {
    answer(false);
    longest = std::max(longest, until_due());
    now_ = keeper_.next_deadline();
    EXPECT_EQ(take(), "report ");
  }
  EXPECT_GT(longest, seconds(7));
  EXPECT_LE(longest, seconds(15));
}

TEST_F(LeaseKeeperTest, WhatFailedIsNotHeldAgainstWhatComesLater) {
  start();
  now_ += seconds(15);
  EXPECT_EQ(take(), "renew");
  for (int i = 0; i < 100; ++i) {
    answer(false);
    now_ = keeper_.next_deadline();
    EXPECT_EQ(take(), "report ");
  }
  answer();
  change("a");
  EXPECT_LE(until_due(), seconds(10));
}

TEST_F(LeaseKeeperTest, AServerThatSaysLaterIsObeyed) {
  start();
  now_ += seconds(15);
  take();
  answer(false, seconds(40));
  EXPECT_EQ(until_due(), seconds(40));
}

TEST_F(LeaseKeeperTest, OneThatWasRemovedIsMadeAnewAtOnce) {
  start();
  now_ += seconds(12);
  keeper_.lost(now_);
  EXPECT_EQ(take(), "report ");
}

TEST_F(LeaseKeeperTest, AReleaseWaitsForWhatIsUnderWayAndForNoPause) {
  start();
  now_ += seconds(15);
  EXPECT_EQ(take(), "renew");
  keeper_.release(now_);
  EXPECT_EQ(take(), "");
  answer(false, seconds(40));
  EXPECT_FALSE(keeper_.released());
  keeper_.release(now_);
  now_ = keeper_.next_deadline();
  EXPECT_EQ(take(), "release");
  EXPECT_FALSE(keeper_.released());
  answer();
  EXPECT_TRUE(keeper_.released());
  EXPECT_EQ(keeper_.next_deadline(), kNever);
}

TEST_F(LeaseKeeperTest, AReleaseIsWrittenAtOnce) {
  start();
  now_ += seconds(1);
  keeper_.release(now_);
  EXPECT_EQ(take(), "release");
  answer();
  EXPECT_TRUE(keeper_.released());
}

}  // namespace
}  // namespace herald::speaker
