// For programs that do one thing and end: runs a coroutine on a loop of its own until it has returned.
// Daemons have a loop already.
#pragma once

#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/task.h"

#include <functional>

namespace herald::runtime {

// `make` is called once and returns the call of a named coroutine function; what that refers to must outlive
// this call, not more.
void run_blocking(const Clock& clock, Logger& logger, const std::function<Task<>(Executor)>& make);

}  // namespace herald::runtime
