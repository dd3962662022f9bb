#include "core/base/machine.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace herald {
namespace {

using std::chrono::seconds;

// A toy: a light that a button switches on for ten seconds.
class StairLight {
 public:
  enum class Event { button, tick };
  enum class Effect { on, off };
  using Effects = std::vector<Effect>;

  Effects step(Instant now, Event event) {
    if (event == Event::button) {
      const bool was_dark = off_at_ == kNever;
      off_at_ = now + seconds(10);
      return was_dark ? Effects{Effect::on} : Effects{};
    }
    if (now < off_at_) return {};
    off_at_ = kNever;
    return {Effect::off};
  }

  [[nodiscard]] Instant next_deadline() const { return off_at_; }

 private:
  Instant off_at_ = kNever;
};

struct NoEvent {
  using Effects = int;
  Effects step(Instant, int);
  [[nodiscard]] Instant next_deadline() const;
};
struct WrongEffects {
  using Event = int;
  using Effects = std::vector<int>;
  int step(Instant, Event);
  [[nodiscard]] Instant next_deadline() const;
};
struct DeadlineThatChangesIt {
  using Event = int;
  using Effects = int;
  Effects step(Instant, Event);
  Instant next_deadline();
};
struct DeadlineInWallTime {
  using Event = int;
  using Effects = int;
  Effects step(Instant, Event);
  [[nodiscard]] UnixSeconds next_deadline() const;
};

// The concept accepts a machine, and refuses what only looks like one.
static_assert(Machine<StairLight>);
static_assert(!Machine<int>);
static_assert(!Machine<NoEvent>);
static_assert(!Machine<WrongEffects>);
static_assert(!Machine<DeadlineThatChangesIt>);
static_assert(!Machine<DeadlineInWallTime>);

// Steps a machine at its own deadlines until `end`, as a driver would.
template <Machine M>
int run_until(M& machine, Instant end, typename M::Event tick) {
  int steps = 0;
  for (; machine.next_deadline() <= end; ++steps)
    machine.step(machine.next_deadline(), tick);
  return steps;
}

// A machine can be driven through the concept alone.
TEST(Machine, ToyRuns) {
  const Instant start{};
  StairLight light;
  EXPECT_EQ(light.next_deadline(), kNever);
  EXPECT_EQ(light.step(start, StairLight::Event::button), StairLight::Effects{StairLight::Effect::on});
  EXPECT_EQ(light.next_deadline(), start + seconds(10));
  EXPECT_EQ(run_until(light, start + seconds(9), StairLight::Event::tick), 0);
  EXPECT_EQ(run_until(light, start + seconds(60), StairLight::Event::tick), 1);
  EXPECT_EQ(light.next_deadline(), kNever);
}

// kNever is later than everything.
static_assert(kNever > Instant{} + std::chrono::hours(24 * 365 * 200));

}  // namespace
}  // namespace herald
