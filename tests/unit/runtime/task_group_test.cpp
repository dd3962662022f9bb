#include "runtime/task_group.h"

#include "runtime/mailbox.h"
#include "runtime/post.h"
#include "tests/unit/runtime/loop.h"

#include <stdexcept>
#include <vector>

namespace herald::runtime {
namespace {

class TaskGroupTest : public LoopTest {
 protected:
  std::vector<TaskFailure> failures_;
  TaskGroup group_{executor(), clock_, logger_,
                   [this](const TaskFailure& failure) { failures_.push_back(failure); }};
  Wakeup wakeup_{executor(), clock_};
  int done_ = 0;
};

Task<> count(int& done) {
  ++done;
  co_return;
}

Task<> sleep_then_count(Wakeup& wakeup, int& done) {
  static_cast<void>(co_await wakeup.sleep_until(kNever));
  co_await yield_turn();  // throws when cancelled
  ++done;
}

Task<> fail_with(const char* text) {
  co_await yield_turn();
  throw std::runtime_error(text);
}

Task<> swallow_cancellation(Wakeup& wakeup, int& done) {
  const Woken woken = co_await wakeup.sleep_until(kNever);
  if (woken == Woken::cancelled) ++done;
}

TEST_F(TaskGroupTest, StartsOnTheNextTurnAndForgetsWhatEnded) {
  EXPECT_EQ(group_.spawn("count", count(done_)), Admission::started);
  EXPECT_EQ(done_, 0);
  EXPECT_EQ(group_.size(), 1U);
  settle();
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(group_.size(), 0U);
}

TEST_F(TaskGroupTest, RefusesEntryAfterClose) {
  group_.close();
  EXPECT_EQ(group_.spawn("count", count(done_)), Admission::refused);
  settle();
  EXPECT_EQ(done_, 0);
}

TEST_F(TaskGroupTest, LeaveWaitsForTheLastOne) {
  group_.spawn("sleeper", sleep_then_count(wakeup_, done_));
  bool left = false;
  boost::asio::co_spawn(io_, group_.leave(), [&](const std::exception_ptr&) { left = true; });
  settle();
  EXPECT_FALSE(left);
  wakeup_.ring();
  settle();
  EXPECT_TRUE(left);
  EXPECT_EQ(done_, 1);
}

TEST_F(TaskGroupTest, LeavingAnEmptyGroupIsImmediate) {
  run(group_.leave());
}

TEST_F(TaskGroupTest, CancelUnwindsWhoeverWaitsAndIsNoFailure) {
  group_.spawn("sleeper", sleep_then_count(wakeup_, done_));
  settle();
  group_.cancel();
  settle();
  EXPECT_EQ(group_.size(), 0U);
  EXPECT_EQ(done_, 0);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(TaskGroupTest, ACancelledTaskMayEndInItsOwnWay) {
  group_.spawn("sleeper", swallow_cancellation(wakeup_, done_));
  settle();
  group_.cancel();
  settle();
  EXPECT_EQ(done_, 1);
}

TEST_F(TaskGroupTest, CancelReachesATaskThatHasNotStarted) {
  group_.spawn("sleeper", sleep_then_count(wakeup_, done_));
  group_.cancel();
  settle();
  EXPECT_EQ(group_.size(), 0U);
  EXPECT_EQ(done_, 0);
}

TEST_F(TaskGroupTest, AnExceptionIsReportedWithTheTasksName) {
  group_.spawn("broken_task", fail_with("the reason"));
  group_.spawn("healthy", count(done_));
  settle();
  ASSERT_EQ(failures_.size(), 1U);
  EXPECT_EQ(failures_[0].task, "broken_task");
  EXPECT_EQ(failures_[0].what, "the reason");
  EXPECT_EQ(
      log_lines_.count(R"("event":"task_failed","message":"a task ended by an exception, which is a bug",)"
                       R"("task":"broken_task","what":"the reason")"),
      1);
  EXPECT_EQ(done_, 1);
}

using TaskGroupDeathTest = TaskGroupTest;

TEST_F(TaskGroupDeathTest, TheDaemonsHandlerAborts) {
  EXPECT_DEATH(abort_on_failure({.task = "t", .what = "w"}), "task t ended by an exception: w");
}

TEST_F(TaskGroupDeathTest, AGroupMustNotDieBeforeItsTasks) {
  EXPECT_DEATH(
      {
        TaskGroup group(executor(), clock_, logger_);
        group.spawn("sleeper", sleep_then_count(wakeup_, done_));
      },
      "broken invariant");
}

}  // namespace
}  // namespace herald::runtime
