// The wire loop: what answers ARP and neighbour discovery, keeps the liveness ring and decides who owns what,
// in a thread of its own around a WireBrain. It shares two mailboxes with the plan loop and nothing else: no
// API server, no JSON, no metrics library, no lock that another thread may hold, so that nothing that the
// plan loop does can delay an answer.
//
// Fairness. In a flood of frames the loop hands out turns (io/frame_port.h), so that deadlines and the ring
// are served between batches. Before a deadline is acted on, everything that waits in the ring's sockets is
// handed to the brain, and after a stall everything that waits on the interfaces too: a node that was itself
// kept from running must not judge others by packets that it had not read (core/bfd/session.h).
//
// Memory is not locked (mlockall): with MCL_FUTURE every allocation of the whole process would fail once
// RLIMIT_MEMLOCK (8 MB in a pod) is used up, and Kubernetes nodes have no swap to be kept from.
#pragma once

#include "core/base/result.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/mailbox.h"
#include "runtime/task.h"
#include "runtime/thread_mailbox.h"
#include "speaker/io/ring_keys.h"
#include "speaker/io/ring_port.h"
#include "speaker/orders.h"
#include "speaker/reports.h"
#include "speaker/shell_wire_brain.h"
#include "speaker/shell_wire_status.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace herald::speaker {

struct WireSettings {
  io::RingPortSettings ring;       // where this node's ring port listens, and sends from
  std::vector<io::RingKeys> keys;  // the first seals, each opens; at least one
  // A farewell that takes longer is cut short: the kubelet does not wait for ever.
  Duration longest_farewell = std::chrono::seconds(6);
};

struct WireParts {
  const runtime::Clock& clock;
  runtime::Logger& logger;
  std::unique_ptr<WireBrain> brain;
  runtime::ThreadMailbox<report::Reports>& reports;  // what does not fit waits, and is told later
  std::function<void()> left;  // the farewell that stop() asked for is over; called in the loop's thread
  WireSettings settings;
  // What else runs in this thread (BGP). The thread ends when that has ended, too.
  std::function<runtime::Task<>(runtime::Executor)> beside = {};
};

class WireLoop {
 public:
  // Opens the ring's port and begins. The thread lives in the caller's network namespace. The error is for
  // people.
  [[nodiscard]] static Result<std::unique_ptr<WireLoop>, std::string> start(WireParts parts);
  WireLoop(const WireLoop&) = delete;
  WireLoop& operator=(const WireLoop&) = delete;
  ~WireLoop();  // at once, without a farewell, unless it has been said

  // From here on all is safe to be called from any thread.

  // In order. On overflow nothing was taken: the brain is stuck, or the orders come in too small pieces.
  [[nodiscard]] runtime::Delivery push(order::Orders&& orders);

  // The farewell: orders are no longer taken, the brain is told Stop, and when it is done `left` is called.
  void stop();

  // As of about a second ago.
  [[nodiscard]] WireStatus status() const;

  // For others who work in this thread (the BGP half); they must be gone before the loop is.
  [[nodiscard]] runtime::Executor executor() const;

 private:
  class Thread;
  explicit WireLoop(std::unique_ptr<Thread> thread);
  std::unique_ptr<Thread> thread_;
};

}  // namespace herald::speaker
