// The only place that starts coroutines. A group knows every task that runs in it: it can cancel them all,
// and it can be waited for until the last one has left, which is what makes shutdown a path and not an
// accident.
//
// A cancelled task unwinds by Asio's operation_aborted; that is a normal end. Any other exception that leaves
// a task is a bug: it is logged and handed to the failure handler. Daemons use abort_on_failure: half a
// daemon (announcing addresses without a heartbeat, say) is worse than a restart.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace herald::runtime {

struct TaskFailure {
  std::string task;
  std::string what;
};

using FailureHandler = std::function<void(const TaskFailure&)>;

// Prints and aborts, like a broken invariant.
[[noreturn]] void abort_on_failure(const TaskFailure& failure);

enum class Admission : std::uint8_t { started, refused };

class TaskGroup {
 public:
  TaskGroup(const Executor& executor, const Clock& clock, Logger& logger,
            FailureHandler on_failure = abort_on_failure);
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // The owner waits with leave() first; tasks that outlive their group are a broken invariant.
  ~TaskGroup();

  // `task` is the call of a named coroutine function; it starts on the loop's next turn. After close() it is
  // dropped unstarted.
  Admission spawn(std::string_view name, Task<> task);

  void close();

  // Asks every task that is in now to end at its next wait. Does not close.
  void cancel();

  // Closes, and returns when the last task has left. One caller at a time, and not from a task of this group.
  [[nodiscard]] Task<> leave();

  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace herald::runtime
