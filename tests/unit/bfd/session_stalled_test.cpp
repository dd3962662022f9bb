// Callers that were stalled themselves: they drain their sockets, and judge then.
#include "tests/unit/bfd/two_sessions.h"

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

using namespace session;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A starved node must not accuse the others. Side A is patient (B promises a packet within 10 intervals), so
// that what happens to the session is B's judgement alone.
TwoSessions with_patient_a() {
  SessionOptions b = options(2);
  b.timers.multiplier = 10;
  return both_up(options(1), b);
}

TEST(BfdStalled, DrainingFirstKeepsTheSession) {
  TwoSessions world = with_patient_a();
  world.b().stalled = true;
  world.run(milliseconds(850));
  world.a().loses = [] { return true; };
  world.run(milliseconds(500));  // B is past its deadline, and nothing was under way any more
  ASSERT_GT(world.now(), world.b().session.next_deadline());
  world.resume_draining(world.b());
  EXPECT_EQ(world.b().session.last_heard(), world.now());
  world.mend();
  world.run(seconds(10));
  EXPECT_TRUE(world.a().changes.empty() && world.b().changes.empty());
}

TEST(BfdStalled, TickingFirstAccuses) {
  TwoSessions world = with_patient_a();
  world.b().stalled = true;
  world.run(milliseconds(1350));
  ASSERT_FALSE(world.b().waiting.empty());
  world.feed(world.b(), Tick{});
  ASSERT_EQ(world.b().changes.size(), 1U);
  EXPECT_EQ(world.b().changes[0].what.diagnostic, Diagnostic::detection_expired);
}

TEST(BfdStalled, NothingToDrainIsSilence) {
  TwoSessions world = both_up();
  world.b().stalled = true;
  world.a().loses = [] { return true; };
  world.run(seconds(5));
  world.b().waiting.clear();
  world.resume_draining(world.b());
  world.run(Duration::zero());
  ASSERT_EQ(world.b().changes.size(), 1U);
  EXPECT_EQ(world.b().changes[0].what.diagnostic, Diagnostic::detection_expired);
}

}  // namespace
}  // namespace herald::bfd
