// Lets one coroutine sleep until somebody rings or a deadline passes. It carries nothing: whoever wakes looks
// for itself what has changed, so nothing can be lost between a ring and the sleeper running.
#pragma once

#include "core/base/time.h"
#include "runtime/clock.h"
#include "runtime/task.h"

#include <cstdint>
#include <memory>

namespace herald::runtime {

enum class Woken : std::uint8_t { rung, deadline, cancelled };

class Wakeup {
 public:
  Wakeup(const Executor& executor, const Clock& clock);
  Wakeup(const Wakeup&) = delete;
  Wakeup& operator=(const Wakeup&) = delete;
  ~Wakeup();

  // One sleeper at a time. A ring while nobody sleeps is not remembered: check the condition, then sleep.
  [[nodiscard]] Task<Woken> sleep_until(Instant deadline);

  void ring();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::runtime
