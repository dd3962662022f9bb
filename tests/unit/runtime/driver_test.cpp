#include "runtime/driver.h"

#include "tests/unit/runtime/loop.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// Notes what it is told; wants to be called once, at `deadline`, or always when `restless`.
struct Recorder {
  using Event = std::string;
  using Effects = std::vector<std::string>;

  Effects step(Instant now, Event event) {
    last_step = now;
    if (event == "tick" && !restless) deadline = kNever;
    if (event == "wait") deadline = now + 10s;
    return {"did " + event};
  }

  [[nodiscard]] Instant next_deadline() const { return restless ? Instant::min() : deadline; }

  Instant last_step{};
  Instant deadline = kNever;
  bool restless = false;
};

class DriverTest : public LoopTest {
 protected:
  void start() {
    auto driving = drive<Recorder>({.machine = machine_,
                                    .clock = clock_,
                                    .mailbox = mailbox_,
                                    .tick = [] { return std::string("tick"); },
                                    .perform =
                                        [this](const std::vector<std::string>& effects) {
                                          done_.insert(done_.end(), effects.begin(), effects.end());
                                        }});
    boost::asio::co_spawn(io_, std::move(driving), [this](const std::exception_ptr&) { ended_ = true; });
    settle();
  }

  Recorder machine_;
  Mailbox<std::string> mailbox_{executor(), clock_};
  std::vector<std::string> done_;
  bool ended_ = false;
};

TEST_F(DriverTest, StepsForEachEventAndPerformsItsEffects) {
  mailbox_.push("a");
  start();
  mailbox_.push("b");
  mailbox_.push("c");
  settle();
  EXPECT_THAT(done_, ElementsAre("did a", "did b", "did c"));
  EXPECT_EQ(machine_.last_step, clock_.now());
}

TEST_F(DriverTest, TicksAtTheDeadlineAndNotBefore) {
  mailbox_.push("wait");
  start();
  clock_.advance(10s - 1ns);
  settle();
  EXPECT_THAT(done_, ElementsAre("did wait"));
  clock_.advance(1ns);
  settle();
  EXPECT_THAT(done_, ElementsAre("did wait", "did tick"));
  EXPECT_EQ(clock_.pending(), 0U);
}

TEST_F(DriverTest, ADeadlineThatPassedComesBeforeTheNextEvent) {
  mailbox_.push("wait");
  start();
  mailbox_.push("late");
  clock_.advance(11s);
  settle();
  EXPECT_THAT(done_, ElementsAre("did wait", "did tick", "did late"));
}

TEST_F(DriverTest, AnEventMovesTheDeadline) {
  mailbox_.push("wait");
  start();
  clock_.advance(6s);
  mailbox_.push("wait");
  settle();
  clock_.advance(6s);
  settle();
  EXPECT_THAT(done_, ElementsAre("did wait", "did wait"));
  clock_.advance(4s);
  settle();
  EXPECT_THAT(done_, ElementsAre("did wait", "did wait", "did tick"));
}

TEST_F(DriverTest, EndsWhenTheMailboxIsClosedAndEmpty) {
  start();
  mailbox_.push("stop");
  mailbox_.close();
  settle();
  EXPECT_THAT(done_, ElementsAre("did stop"));
  EXPECT_TRUE(ended_);
}

TEST_F(DriverTest, AFloodLetsItsNeighboursRun) {
  for (int i = 0; i < 200; ++i)
    mailbox_.push("x");
  std::size_t seen = 0;
  boost::asio::co_spawn(
      io_,
      drive<Recorder>({.machine = machine_,
                       .clock = clock_,
                       .mailbox = mailbox_,
                       .tick = [] { return std::string("tick"); },
                       .perform = [this](const std::vector<std::string>&) { done_.emplace_back("x"); }}),
      [](const std::exception_ptr&) {});
  post(executor(), [&] { post(executor(), [&] { seen = done_.size(); }); });
  settle();
  EXPECT_GT(seen, 0U);
  EXPECT_LT(seen, 200U);
  EXPECT_EQ(done_.size(), 200U);
}

TEST_F(DriverTest, ARestlessMachineLetsItsNeighboursRunAndCanBeStopped) {
  machine_.restless = true;
  boost::asio::co_spawn(io_,
                        drive<Recorder>({.machine = machine_,
                                         .clock = clock_,
                                         .mailbox = mailbox_,
                                         .tick = [] { return std::string("tick"); },
                                         .perform = [](const std::vector<std::string>&) {}}),
                        [this](const std::exception_ptr&) { ended_ = true; });
  post(executor(), [this] { mailbox_.close(); });
  settle();
  EXPECT_TRUE(ended_);
}

}  // namespace
}  // namespace herald::runtime
