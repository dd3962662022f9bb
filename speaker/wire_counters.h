// What the wire loop counts, as plain numbers; how they are named and exposed is the metrics' affair.
#pragma once

#include "core/base/time.h"
#include "core/l2/announcer.h"
#include "core/l2/link.h"
#include "core/l2/responder.h"
#include "core/net/ip.h"
#include "core/own/types.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

namespace herald::speaker::wire {

// Questions and answers of the fast path, of one interface and family.
struct RequestCounts {
  std::array<std::uint64_t, l2::kVerdicts> by_verdict{};

  // Frames that asked for one of our addresses, or for somebody's.
  [[nodiscard]] std::uint64_t requests() const {
    return of(l2::Verdict::replied) + of(l2::Verdict::not_ours) + of(l2::Verdict::not_here) +
           of(l2::Verdict::probe) + of(l2::Verdict::disputed);
  }
  [[nodiscard]] std::uint64_t replies() const { return of(l2::Verdict::replied); }
  [[nodiscard]] std::uint64_t of(l2::Verdict verdict) const {
    return by_verdict[static_cast<std::size_t>(verdict)];
  }
};

// Kept by who calls the fast path, which is const. Allocates only when it meets an interface for the first
// time.
class RequestCounters {
 public:
  void count(l2::InterfaceIndex interface, const l2::Answer& answer) {
    RequestCounts& counts = counts_[interface][static_cast<std::size_t>(answer.family)];
    ++counts.by_verdict[static_cast<std::size_t>(answer.verdict)];
  }
  using ByFamily = std::array<RequestCounts, 2>;  // by net::Family
  [[nodiscard]] const std::map<l2::InterfaceIndex, ByFamily>& all() const { return counts_; }

 private:
  std::map<l2::InterfaceIndex, ByFamily> counts_;
};

// Durations, in buckets up to and including each bound, and one for what is longer.
struct DurationHistogram {
  static constexpr std::array<Duration, 10> kBounds = {
      std::chrono::milliseconds(50),   std::chrono::milliseconds(100),  std::chrono::milliseconds(200),
      std::chrono::milliseconds(300),  std::chrono::milliseconds(500),  std::chrono::milliseconds(750),
      std::chrono::milliseconds(1000), std::chrono::milliseconds(1500), std::chrono::milliseconds(2000),
      std::chrono::milliseconds(5000)};

  std::array<std::uint64_t, kBounds.size() + 1> buckets{};
  std::uint64_t count = 0;
  Duration sum{};

  void observe(Duration duration) {
    std::size_t bucket = 0;
    while (bucket < kBounds.size() && duration > kBounds[bucket])
      ++bucket;
    ++buckets[bucket];
    ++count;
    sum += duration;
  }
};

struct Layer2Counters {
  // Frames that announce, by l2::announcer::Kind.
  std::array<std::uint64_t, l2::announcer::kKinds> announcements{};
  // Addresses that came to this node, by own::Cause.
  std::array<std::uint64_t, own::kCauses> takeovers{};
  // From the last that was heard of a dead owner to the first announcement.
  DurationHistogram takeover_time;
  std::uint64_t conflicts = 0;                  // with strangers
  std::uint64_t claims_epoch_conflicts = 0;     // with speakers: gained or lost because two had claimed
  std::array<std::uint64_t, 4> ring_members{};  // how many now, by report::MemberState
};

}  // namespace herald::speaker::wire
