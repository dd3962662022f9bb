// The wire loop in a flood of questions.
#include "tests/integration/wire_loop/allocation_count.h"
#include "tests/integration/wire_loop/wire_loop_fixture.h"

#include <atomic>

namespace herald::speaker {
namespace {

constexpr int kFlood = 100'000;

class WireLoopLoadTest : public WireLoopTest {
 protected:
  void flood(int count) {
    const netns::Frame question = arp_request(them_, "10.0.0.220");
    for (int i = 0; i < count; ++i)
      wire_->send(question);
  }
};

TEST_F(WireLoopLoadTest, AnswersWithoutAskingForMemory) {
  if (HERALD_SANITIZED) GTEST_SKIP() << "sanitizers count their own";
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<std::uint64_t> before = 0;
  std::atomic<std::uint64_t> after = 0;
  constexpr std::uint64_t kWarm = 1000;
  constexpr std::uint64_t kMeasured = 5000;
  node_.script->on_answer = [&] {
    if (++answered == kWarm) before = allocations_of_this_thread();
    if (answered == kWarm + kMeasured) after = allocations_of_this_thread();
  };
  start();
  ASSERT_TRUE(answers());
  while (answered < kWarm + kMeasured)
    flood(100);
  node_.loop.reset();
  // Its heart may beat meanwhile, which does ask for memory: some dozens of times a second.
  EXPECT_LT(after - before, 300U);
}

TEST_F(WireLoopLoadTest, MeetsItsDeadlinesInAFlood) {
  constexpr auto kInterval = std::chrono::milliseconds(10);
  Script& script = *node_.script;
  const auto capture = script.react;
  Instant last_tick{};
  Duration longest{};
  script.react = [&, capture](Instant now, const wire::Event& event) {
    if (std::holds_alternative<wire::Tick>(event)) {
      if (last_tick != Instant{}) longest = std::max<Duration>(longest, now - last_tick);
      last_tick = now;
      script.set_deadline(now + kInterval);
    }
    return capture(now, event);
  };
  script.set_deadline(Instant{});
  start();
  ASSERT_TRUE(answers());
  const std::size_t before = script.all<wire::Tick>().size();
  const Instant began = node_.plan.clock().now();
  flood(kFlood);
  const Duration took = node_.plan.clock().now() - began;
  const auto ticks = static_cast<Duration::rep>(script.all<wire::Tick>().size() - before);
  node_.loop.reset();
  RecordProperty("flood_ms", static_cast<int>(took / std::chrono::milliseconds(1)));
  RecordProperty("longest_ms", static_cast<int>(longest / std::chrono::milliseconds(1)));
  EXPECT_GE(ticks, took / kInterval / 4) << "of " << took / kInterval;
}

}  // namespace
}  // namespace herald::speaker
