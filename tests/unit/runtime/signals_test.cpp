#include "runtime/signals.h"

#include "runtime/task_group.h"
#include "tests/unit/runtime/loop.h"

#include <csignal>
#include <cstdlib>

namespace herald::runtime {
namespace {

class SignalsTest : public LoopTest {
 protected:
  void raise_and_handle(int signal) {
    ASSERT_EQ(std::raise(signal), 0);
    // Asio's handler writes to a pipe, which the loop reads: one turn at most waits for that.
    io_.restart();
    io_.run_one_for(std::chrono::seconds(10));
    settle();
  }

  void TearDown() override {
    group_.cancel();
    settle();
  }

  int stops_ = 0;
  Signals signals_{executor(), logger_, [this] { ++stops_; }};
  TaskGroup group_{executor(), clock_, logger_};
};

TEST_F(SignalsTest, TerminationAsksToStopOnce) {
  group_.spawn("signals", signals_.run());
  settle();
  raise_and_handle(SIGTERM);
  EXPECT_EQ(stops_, 1);
  EXPECT_EQ(log_lines_.count(R"("signal":"SIGTERM")"), 1);
}

TEST_F(SignalsTest, User1TogglesDebug) {
  logger_.set_level(LogLevel::info);
  group_.spawn("signals", signals_.run());
  settle();
  raise_and_handle(SIGUSR1);
  EXPECT_EQ(logger_.level(), LogLevel::debug);
  EXPECT_EQ(log_lines_.count(R"("from":"info","to":"debug","by":"SIGUSR1")"), 1);
  EXPECT_EQ(stops_, 0);
}

TEST_F(SignalsTest, PipeAndHangupAreIgnored) {
  group_.spawn("signals", signals_.run());
  settle();
  ASSERT_EQ(std::raise(SIGPIPE), 0);
  ASSERT_EQ(std::raise(SIGHUP), 0);
  settle();
  EXPECT_EQ(stops_, 0);
}

using SignalsDeathTest = SignalsTest;

TEST_F(SignalsDeathTest, ASecondOneEndsTheProcessEvenWhenTheLoopIsStuck) {
  group_.spawn("signals", signals_.run());
  EXPECT_EXIT(
      {
        settle();
        raise_and_handle(SIGINT);
        std::raise(SIGTERM);  // nobody runs the loop any more
        std::exit(0);
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace herald::runtime
