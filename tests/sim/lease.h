// Leadership as the Lease gives it: 15 s long, given up by its holder 10 s after the last renewal that it
// knows to have succeeded, tried every 2 s. Between the end of one leader and the start of the next lie at
// least 5 s, and no request lives longer than that: so what a deposed leader sent has landed before the next
// one looks.
#pragma once

#include "core/base/time.h"

#include <chrono>
#include <string>

namespace herald::sim {

inline constexpr Duration kLeaseDuration = std::chrono::seconds(15);
inline constexpr Duration kRenewDeadline = std::chrono::seconds(10);
inline constexpr Duration kLeaseRetry = std::chrono::seconds(2);

// The Lease object. Every attempt is atomic, as a write with a resourceVersion is.
class Lease {
 public:
  // Whether `who` is the holder from now on, or still.
  bool try_acquire(const std::string& who, Instant now) {
    if (holder_ != who && !holder_.empty() && now - renewed_ < kLeaseDuration) return false;
    holder_ = who;
    renewed_ = now;
    return true;
  }
  void release(const std::string& who) {
    if (holder_ == who) holder_.clear();
  }
  [[nodiscard]] const std::string& holder() const { return holder_; }

 private:
  std::string holder_;
  Instant renewed_{};
};

}  // namespace herald::sim
