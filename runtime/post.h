// Handing work to a loop: from another thread, or from the loop to its own next turn.
#pragma once

#include "runtime/task.h"

#include <functional>

namespace herald::runtime {

// Runs `work` on the loop of `executor`, never inside this call. Safe from any thread while the loop exists.
void post(const Executor& executor, std::function<void()> work);

// Lets everything else that is ready on this loop run first: a long batch must not delay its neighbours.
[[nodiscard]] Task<> yield_turn();

}  // namespace herald::runtime
