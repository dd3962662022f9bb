// Runs one machine: tells it what arrives in its mailbox and when time has come, and hands on what it wants
// done. Every daemon, session and watcher is driven by this loop and no other.
#pragma once

#include "core/base/machine.h"
#include "runtime/clock.h"
#include "runtime/mailbox.h"
#include "runtime/post.h"
#include "runtime/task.h"

#include <functional>
#include <utility>

namespace herald::runtime {

template <Machine M>
struct DriverParts {
  M& machine;
  const Clock& clock;
  Mailbox<typename M::Event>& mailbox;
  std::function<typename M::Event()> tick;           // the event that says only "time has come"
  std::function<void(typename M::Effects)> perform;  // must not wait; it may push events, which come later
};

// Ends when the mailbox is closed and empty. Whoever stops the machine pushes its stop event, then closes.
//
// A deadline that has passed comes before the next message, so that a flood of events cannot starve it. After
// a batch the loop gets a turn, so that neither a flood nor a machine that always wants to be called now
// starves the rest.
template <Machine M>
[[nodiscard]] Task<> drive(DriverParts<M> parts) {
  constexpr int kBatch = 64;
  int handled = 0;
  for (;;) {
    if (parts.mailbox.closed() && parts.mailbox.size() == 0) co_return;
    const Instant deadline = parts.machine.next_deadline();
    if (const Instant now = parts.clock.now(); now >= deadline) {
      // The time is from before the event is made: who makes it may first read what waits in its sockets.
      parts.perform(parts.machine.step(now, parts.tick()));
      handled = kBatch;
    } else if (auto message = parts.mailbox.take()) {
      parts.perform(parts.machine.step(parts.clock.now(), std::move(*message)));
      ++handled;
    } else {
      const Arrival arrival = co_await parts.mailbox.ready(deadline);
      if (arrival == Arrival::closed || arrival == Arrival::cancelled) co_return;
      handled = 0;
    }
    if (handled < kBatch) continue;
    handled = 0;
    co_await yield_turn();
  }
}

}  // namespace herald::runtime
