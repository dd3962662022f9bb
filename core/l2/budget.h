// At most so many frames in any second, however they are asked for: the last `limit` sendings are remembered,
// and the next one waits until the oldest of them is a second ago. What was saved up in quiet times can be
// spent at once, which is when it counts: at a takeover.
#pragma once

#include "core/base/check.h"
#include "core/base/time.h"

#include <cstddef>
#include <vector>

namespace herald::l2 {

class Budget {
 public:
  explicit Budget(std::size_t limit) : limit_(limit) { HERALD_CHECK(limit != 0); }

  // When that many frames may be sent at once; long ago if nothing was sent yet. More than the limit never
  // could be; they wait for a full second of rest.
  [[nodiscard]] Instant free_at(std::size_t frames) const {
    if (frames > limit_) frames = limit_;
    if (sent_.size() + frames <= limit_) return Instant{};
    const std::size_t place = oldest_ + frames - 1 - (limit_ - sent_.size());
    return sent_[place % sent_.size()] + std::chrono::seconds(1);
  }

  void spend(Instant now) {
    if (sent_.size() < limit_) {
      sent_.push_back(now);
      return;
    }
    sent_[oldest_] = now;
    oldest_ = (oldest_ + 1) % limit_;
  }

 private:
  std::size_t limit_;
  std::vector<Instant> sent_;  // a ring once it is full
  std::size_t oldest_ = 0;
};

}  // namespace herald::l2
