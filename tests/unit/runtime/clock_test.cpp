#include "runtime/clock.h"

#include "tests/unit/runtime/loop.h"

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;

class SystemTimerTest : public LoopTest {
 protected:
  SystemClock system_;
  std::unique_ptr<Timer> timer_ = system_.make_timer(executor());
  int calls_ = 0;
};

TEST_F(SystemTimerTest, ADeadlineInThePastCallsFromTheLoopAndNotFromArm) {
  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  EXPECT_EQ(calls_, 0);
  io_.run();
  EXPECT_EQ(calls_, 1);
}

TEST_F(SystemTimerTest, TheEarliestDeadlineThereIsHasPassed) {
  timer_->arm(Instant::min(), [this] { ++calls_; });
  io_.run();
  EXPECT_EQ(calls_, 1);
}

TEST_F(SystemTimerTest, WaitsForADeadlineInTheFuture) {
  const Instant deadline = system_.now() + 5ms;
  Instant called{};
  timer_->arm(deadline, [&] { called = system_.now(); });
  io_.run();
  EXPECT_GE(called, deadline);
}

TEST_F(SystemTimerTest, DisarmWinsOverACompletionThatIsAlreadyQueued) {
  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  post(executor(), [this] { timer_->disarm(); });
  io_.run();
  // Whichever the loop took first, after disarm() nothing was called.
  const int before = calls_;
  settle();
  EXPECT_EQ(calls_, before);

  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  timer_->disarm();
  settle();
  EXPECT_EQ(calls_, before);
}

TEST_F(SystemTimerTest, ArmingAnewReplacesTheCall) {
  int second = 0;
  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  timer_->arm(system_.now() - 1s, [&] { ++second; });
  io_.run();
  EXPECT_EQ(calls_, 0);
  EXPECT_EQ(second, 1);
}

TEST_F(SystemTimerTest, NeverDisarms) {
  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  timer_->arm(kNever, [this] { ++calls_; });
  io_.run();
  EXPECT_EQ(calls_, 0);
}

TEST_F(SystemTimerTest, ADestroyedTimerCallsNobody) {
  timer_->arm(system_.now() - 1s, [this] { ++calls_; });
  timer_.reset();
  io_.run();
  EXPECT_EQ(calls_, 0);
}

TEST_F(SystemTimerTest, ACallMayArmItsOwnTimer) {
  timer_->arm(system_.now(), [this] {
    ++calls_;
    timer_->arm(system_.now(), [this] { ++calls_; });
  });
  io_.run();
  EXPECT_EQ(calls_, 2);
}

TEST(UnixSecondsOf, RoundsDownAlsoBeforeTheEpoch) {
  EXPECT_EQ(unix_seconds(WallTime(1'999'999us)), UnixSeconds(1));
  EXPECT_EQ(unix_seconds(WallTime(-1us)), UnixSeconds(-1));
}

}  // namespace
}  // namespace herald::runtime
