// Gives memory back to the system when a burst of work is over. An allocator keeps what was freed for the
// next burst; a daemon that has once listed a large cluster would look for ever as large as it was then.
#pragma once

#include "runtime/clock.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstdint>
#include <functional>

namespace herald::runtime {

// Some milliseconds for a heap of some ten megabytes.
void return_free_memory();

// To be called before there are threads: what takes more than 128 KB at once goes back as soon as it is
// freed. Left to itself the allocator takes the first such block for a sign of more to come, and puts the
// next ones, lists of orders that live for a moment, between what stays for ever.
void keep_large_blocks_apart();

class IdleTrim {
 public:
  static constexpr Duration kQuiet = std::chrono::seconds(1);

  IdleTrim(const Executor& executor, const Clock& clock, std::function<void()> trim = return_free_memory)
      : clock_(clock), trim_(std::move(trim)), wakeup_(executor, clock) {}

  // Something was done that may have left memory behind.
  void worked();
  // Until close(). Asleep while there is no work.
  [[nodiscard]] Task<> run();
  void close();

 private:
  const Clock& clock_;
  std::function<void()> trim_;
  Wakeup wakeup_;
  std::uint64_t work_ = 0;
  std::uint64_t seen_ = 0;
  bool idle_ = false;
  bool closed_ = false;
};

}  // namespace herald::runtime
