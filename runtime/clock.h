// The only place that asks for the time. Everybody else is handed an Instant, or asks the Clock it was given,
// so that a test can own time: a manual clock moves only when told to, and its timers with it.
#pragma once

#include "core/base/time.h"
#include "runtime/task.h"

#include <chrono>
#include <functional>
#include <memory>

namespace herald::runtime {

// Civil time (UTC): for logs, Kubernetes timestamps and certificates. It may jump; never measure with it.
using WallTime = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] UnixSeconds unix_seconds(WallTime time);

// One pending call. Belongs to one loop, like everything that is not said to be safe across threads.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  virtual ~Timer() = default;  // disarms

  // Calls `on_expiry` once, from the loop and never from inside arm(). Replaces what was armed before; with
  // kNever it only disarms.
  virtual void arm(Instant deadline, std::function<void()> on_expiry) = 0;

  // After this the callback does not run, even if the deadline has already passed.
  virtual void disarm() = 0;
};

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual Instant now() const = 0;
  [[nodiscard]] virtual WallTime wall_now() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Timer> make_timer(const Executor& executor) const = 0;
};

// The machine's clocks. Stateless, so loops in different threads may share one.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] WallTime wall_now() const override;
  [[nodiscard]] std::unique_ptr<Timer> make_timer(const Executor& executor) const override;
};

}  // namespace herald::runtime
