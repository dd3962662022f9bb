// Ctrl-C on a terminal, at whatever moment: what was begun ends at once, and nothing of it stays.
#include "core/base/random.h"
#include "tests/integration/bgp/eventually.h"
#include "tests/integration/e2e/lab.h"
#include "tests/integration/e2e/leftovers.h"
#include "tests/integration/e2e/terminal.h"

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>

namespace herald::e2e {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr std::uint64_t kSeed = 20261121;
constexpr seconds kEndsWithin(20);
constexpr int kInterrupted = 130;

class InterruptTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_lab(); !why.empty()) GTEST_SKIP() << "no lab on this machine: " << why;
  }

  milliseconds some(std::uint64_t limit) { return milliseconds(1 + random_.below(limit)); }
  bool perhaps() { return random_.chance(1, 2); }

  // The exit code after Ctrl-C; whoever was in front, or behind, has ended then.
  static int interrupt(Terminal& terminal) {
    const auto pressed = std::chrono::steady_clock::now();
    terminal.press_ctrl_c();
    const auto code = terminal.end(kEndsWithin);
    EXPECT_TRUE(code) << "it goes on:\n" << terminal.shown();
    const auto took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - pressed).count();
    measured("ended with " + std::to_string(code.value_or(-1)) + " after " + std::to_string(took) + " ms");
    EXPECT_TRUE(interop::eventually([&] { return what_runs_in(terminal.session()).empty(); }, seconds(10)))
        << what_runs_in(terminal.session());
    return code.value_or(-1);
  }

  const std::string network_ = network_of_the_machine();

 private:
  Random random_{kSeed};
};

TEST_F(InterruptTest, ALabThatComesUpIsGone) {
  constexpr int kTimes = 10;
  constexpr std::uint64_t kComesUpWithin = 400;
  const LabTool lab;
  int interrupted = 0;
  for (int i = 0; i < kTimes; ++i) {
    const milliseconds moment = some(kComesUpWithin);
    const bool foreground = perhaps();
    measured("Ctrl-C after " + std::to_string(moment.count()) + " ms" + (foreground ? ", in front" : ""));
    Terminal terminal(lab.command(foreground ? "up --foreground --routers bird" : "up --routers bird"),
                      lab.environment());
    terminal.let_pass(moment);
    const int code = interrupt(terminal);
    if (code == kInterrupted) {
      ++interrupted;
      EXPECT_FALSE(std::filesystem::exists(lab.folder())) << terminal.shown();
    } else {
      EXPECT_EQ(code, 0) << terminal.shown();  // it was up
      EXPECT_EQ(lab.run("down").code, 0);
    }
    expect_nothing_of(lab.folder());
    EXPECT_EQ(network_of_the_machine(), network_);
  }
  EXPECT_GT(interrupted, 0) << "all were up before";
}

TEST_F(InterruptTest, ALabThatStandsInFrontEnds) {
  const LabTool lab;
  Terminal terminal(lab.command("up --foreground"), lab.environment());
  ASSERT_TRUE(terminal.await("export KUBECONFIG=", seconds(60))) << terminal.shown();
  EXPECT_THAT(what_knows(lab.folder()), HasSubstr("herald-speaker"));
  EXPECT_EQ(interrupt(terminal), 0);
  expect_nothing_of(lab.folder());
  EXPECT_EQ(network_of_the_machine(), network_);
  EXPECT_EQ(lab.run("down").code, 0);
  EXPECT_FALSE(std::filesystem::exists(lab.folder()));
}

TEST_F(InterruptTest, ALookWhetherALabIsPossibleLeavesNothing) {
  const LabTool lab;
  for (int i = 0; i < 5; ++i) {
    Terminal terminal(lab.command("check"), lab.environment());
    terminal.let_pass(some(30));
    EXPECT_THAT(interrupt(terminal), testing::AnyOf(0, kInterrupted)) << terminal.shown();
    EXPECT_FALSE(std::filesystem::exists(lab.folder() + "-check")) << terminal.shown();
  }
  expect_nothing_of(lab.folder());
}

// `make demo` on a terminal, with a home and folders of its own.
class DemoTest : public InterruptTest {
 protected:
  void SetUp() override {
    InterruptTest::SetUp();
    if (std::string(HERALD_DEMO).empty()) GTEST_SKIP() << "the demo builds in another tree than this one";
    std::filesystem::remove_all(folder());
    for (const char* const name : {"/run", "/tmp"})
      std::filesystem::create_directories(folder() + name);
  }
  [[nodiscard]] const std::string& folder() const { return tool_.folder(); }

  [[nodiscard]] Terminal demo(const std::string& fast) const {
    const char* const path = std::getenv("PATH");
    return Terminal({"make", "--no-print-directory", "-C", HERALD_DEMO, "demo"},
                    {{"PATH", path == nullptr ? "" : path},
                     {"HOME", folder() + "/tmp"},
                     {"TMPDIR", folder() + "/tmp"},
                     {"XDG_RUNTIME_DIR", folder() + "/run"},
                     {"FAST", fast}});
  }

  void expect_nothing() {
    expect_nothing_of(folder());
    for (const char* const name : {"/run", "/tmp"})
      EXPECT_TRUE(std::filesystem::is_empty(folder() + name)) << folder() + name;
    EXPECT_EQ(network_of_the_machine(), network_);
  }

 private:
  LabTool tool_;
};

// In the build, while the lab comes up, while kubectl watches, while a client knocks and a node is dead, at
// the end.
TEST_F(DemoTest, IsGoneWheneverItIsInterrupted) {
  constexpr std::uint64_t kAfter = 900;
  for (const char* const shown : {"building the daemons", "A cluster in a box", "The pool, written",
                                  "crashes, while the client knocks", "Kiali goes"}) {
    Terminal terminal = demo("1");
    ASSERT_TRUE(terminal.await(shown, seconds(90))) << terminal.shown();
    const milliseconds more = some(kAfter);
    measured(std::string("Ctrl-C ") + std::to_string(more.count()) + " ms after \"" + shown + "\"");
    terminal.let_pass(more);
    EXPECT_NE(interrupt(terminal), 0);
    expect_nothing();
  }
}

// The pace for people. The demo itself fails when it is too late; this says that it has looked.
TEST_F(DemoTest, TellsItsTimesAtThePaceOfPeople) {
  Terminal terminal = demo("");
  EXPECT_TRUE(terminal.await("s after the start (the story allows 10 s)", seconds(90))) << terminal.shown();
  EXPECT_TRUE(terminal.await("s after the start (the story allows 60 s)", seconds(180))) << terminal.shown();
  for (const std::string what : {"the first external IP is there ", "the client's gap is seen "}) {
    const std::size_t at = terminal.shown().find(what);
    if (at != std::string::npos)
      measured(terminal.shown().substr(at, terminal.shown().find_first_of("\r\x1b", at) - at));
  }
  EXPECT_NE(interrupt(terminal), 0);
  expect_nothing();
}

}  // namespace
}  // namespace herald::e2e
