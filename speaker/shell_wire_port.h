// The wire loop as the plan loop sees it: orders go in, reports come out through a mailbox between the two
// threads. What is behind it, frames and sockets or a test, is nobody's business here.
#pragma once

#include "core/base/result.h"
#include "core/own/types.h"
#include "runtime/clock.h"
#include "runtime/log.h"
#include "runtime/thread_mailbox.h"
#include "speaker/bgp_orders.h"
#include "speaker/bgp_reports.h"
#include "speaker/orders.h"
#include "speaker/reports.h"
#include "speaker/wire_totals.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace herald::speaker {

using ReportMailbox = runtime::ThreadMailbox<report::Reports>;

class WirePort {
 public:
  WirePort() = default;
  WirePort(const WirePort&) = delete;
  WirePort& operator=(const WirePort&) = delete;
  // Whatever state it is in: when this returns, no thread is left and nothing is pushed any more.
  virtual ~WirePort() = default;

  virtual void push(order::Orders orders) = 0;
  virtual void push(bgp_order::Orders orders) = 0;
  // Take leave. When that is done, and also when the loop cannot go on, it closes the mailbox of reports.
  virtual void stop() = 0;
  [[nodiscard]] virtual WireTotals totals() = 0;
  [[nodiscard]] virtual std::vector<bgp_report::PeerStatus> peers() = 0;
};

// Behind what is held already; orders are many, and not copied.
template <class Order>
void hold(std::vector<Order>&& more, std::vector<Order>& held) {
  if (held.empty()) {
    held = std::move(more);
  } else {
    std::ranges::move(more, std::back_inserter(held));
  }
}

struct WirePortParts {
  own::Member self;
  std::vector<std::string> cluster_keys;  // bytes; the first signs, each is believed
  std::vector<std::string> interfaces;    // globs: use no others; empty: every suitable one
  const runtime::Clock& clock;
  runtime::Logger& logger;
  ReportMailbox& reports;  // bounded: what it refuses has to be kept and offered again
};

// The error is for people: a port that is taken, a right that is missing.
using WireFactory = std::function<Result<std::unique_ptr<WirePort>, std::string>(WirePortParts)>;

}  // namespace herald::speaker
