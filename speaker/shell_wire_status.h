// What the wire loop tells of itself, for metrics and /debug/state: plain values, copied out about once a
// second, so that nobody who reads them ever waits for the loop, nor the loop for them.
#pragma once

#include "core/base/time.h"
#include "speaker/io/node_checks.h"
#include "speaker/io/thread_priority.h"
#include "speaker/wire_totals.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace herald::speaker {

// How long something took, as counts in fixed buckets: bucket i holds what was at most kBounds[i], the last
// one the rest. One observation costs a few nanoseconds and takes no lock.
class DurationHistogram {
 public:
  static constexpr std::array kBounds = {
      Duration(std::chrono::microseconds(5)),   Duration(std::chrono::microseconds(10)),
      Duration(std::chrono::microseconds(20)),  Duration(std::chrono::microseconds(50)),
      Duration(std::chrono::microseconds(100)), Duration(std::chrono::microseconds(200)),
      Duration(std::chrono::microseconds(500)), Duration(std::chrono::milliseconds(1)),
      Duration(std::chrono::milliseconds(5)),   Duration(std::chrono::milliseconds(20)),
      Duration(std::chrono::milliseconds(100)), Duration(std::chrono::seconds(1))};
  using Counts = std::array<std::uint64_t, kBounds.size() + 1>;

  void observe(Duration took) {
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && kBounds[bucket] < took)
      ++bucket;
    ++counts_[bucket];
    sum_ += took;
  }

  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] Duration sum() const { return sum_; }
  [[nodiscard]] std::uint64_t total() const {
    std::uint64_t total = 0;
    for (const std::uint64_t count : counts_)
      total += count;
    return total;
  }

 private:
  Counts counts_{};
  Duration sum_{};
};

// All counted since the start.
struct WireCounters {
  std::uint64_t frames_received = 0;
  std::uint64_t frames_oversized = 0;
  std::uint64_t frames_answered = 0;  // by the fast path
  std::uint64_t frames_looked_at = 0;
  std::uint64_t frames_sent = 0;
  std::uint64_t frames_unsent = 0;   // the interface was down or busy
  std::uint64_t frames_dropped = 0;  // by the kernel, because we did not read in time

  std::uint64_t bfd_received = 0;
  std::uint64_t messages_received = 0;
  std::uint64_t messages_refused = 0;  // their envelope does not vouch for them
  std::uint64_t datagrams_oversized = 0;
  std::uint64_t datagrams_sent = 0;
  std::uint64_t datagrams_unsent = 0;  // no route, no room

  std::uint64_t interface_resynchronisations = 0;  // netlink had more news than its socket holds
  std::uint64_t stalls = 0;                        // deadlines that were met 20 ms late or later

  DurationHistogram reply;  // from when the kernel had seen a question until its answer was sent
  DurationHistogram lag;    // how late deadlines were met
};

struct WireStatus {
  WireCounters counters;
  WireTotals totals;                    // the brain's
  std::vector<std::string> interfaces;  // those that are captured on
  std::vector<io::Finding> findings;    // what is wrong with the node's setup, as of when they last changed
  io::ThreadPriority priority = io::ThreadPriority::ordinary;
};

}  // namespace herald::speaker
