// Virtual time: what is due next happens next, and what is due together happens in the order it was asked
// for.
//
// A heap of small entries; the actions lie apart and keep their place, so that a million of them that wait
// are not moved about.
#pragma once

#include "core/base/time.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>
#include <vector>

namespace herald::sim {

class Scheduler {
 public:
  using Action = std::function<void()>;

  [[nodiscard]] Instant now() const { return now_; }
  void at(Instant when, Action action) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(actions_.size()));
      actions_.emplace_back();
    }
    const std::uint32_t place = free_.back();
    free_.pop_back();
    actions_[place] = std::move(action);
    heap_.push_back({std::max(when, now_), sequence_++, place});
    std::push_heap(heap_.begin(), heap_.end());
  }
  void after(Duration delay, Action action) { at(now_ + delay, std::move(action)); }

  // Runs everything up to `end`, or until `stop` says so, and leaves the time at `end`.
  void run_until(Instant end, const std::function<bool()>& stop) {
    while (!heap_.empty() && heap_.front().when <= end && !stop())
      run_next();
    if (!stop()) now_ = std::max(now_, end);
  }
  [[nodiscard]] std::uint64_t executed() const { return executed_; }

 private:
  struct Entry {
    Instant when;
    std::uint64_t sequence;
    std::uint32_t place;

    // The heap's greatest is what comes first.
    friend bool operator<(const Entry& a, const Entry& b) {
      return std::tie(b.when, b.sequence) < std::tie(a.when, a.sequence);
    }
  };

  void run_next() {
    std::pop_heap(heap_.begin(), heap_.end());
    const Entry next = heap_.back();
    heap_.pop_back();
    now_ = next.when;
    ++executed_;
    const Action action = std::exchange(actions_[next.place], nullptr);
    free_.push_back(next.place);
    action();
  }

  Instant now_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t executed_ = 0;
  std::vector<Entry> heap_;
  std::vector<Action> actions_;
  std::vector<std::uint32_t> free_;  // places of actions that are done
};

}  // namespace herald::sim
