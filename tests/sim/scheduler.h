// Virtual time: what is due next happens next, and what is due together happens in the order it was asked
// for.
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace herald::sim {

class Scheduler {
 public:
  using Action = std::function<void()>;

  [[nodiscard]] Instant now() const { return now_; }
  void at(Instant when, Action action) {
    queue_.emplace(std::pair{std::max(when, now_), sequence_++}, std::move(action));
  }
  void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }

  // Runs everything up to `end`, or until `stop` says so, and leaves the time at `end`.
  void run_until(Instant end, const std::function<bool()>& stop) {
    while (!queue_.empty() && queue_.begin()->first.first <= end && !stop()) {
      const auto next = queue_.extract(queue_.begin());
      now_ = next.key().first;
      ++executed_;
      next.mapped()();
    }
    if (!stop()) now_ = std::max(now_, end);
  }
  [[nodiscard]] std::uint64_t executed() const { return executed_; }

 private:
  Instant now_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t executed_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Action> queue_;
};

}  // namespace herald::sim
