// A clock that moves only when a test moves it, and whose timers fire on the loop when it does.
#pragma once

#include "runtime/clock.h"
#include "runtime/post.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <utility>

namespace herald::runtime {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] WallTime wall_now() const override { return wall_; }

  [[nodiscard]] std::unique_ptr<Timer> make_timer(const Executor& executor) const override {
    return std::make_unique<ManualTimer>(*this, executor);
  }

  // Moves time, and posts the calls of the timers that are due; they run when the loop does.
  void advance(Duration by) {
    now_ += by;
    wall_ += std::chrono::duration_cast<std::chrono::microseconds>(by);
    const std::set<std::shared_ptr<State>> armed = armed_;
    for (const auto& state : armed) {
      if (state->deadline <= now_) fire(state);
    }
  }

  void set_wall(WallTime wall) { wall_ = wall; }

  // How many timers are pending, and the next one's deadline.
  [[nodiscard]] std::size_t pending() const { return armed_.size(); }
  [[nodiscard]] Instant next_deadline() const {
    Instant next = kNever;
    for (const auto& state : armed_)
      next = std::min(next, state->deadline);
    return next;
  }

 private:
  struct State {
    explicit State(Executor loop) : executor(std::move(loop)) {}
    Executor executor;
    Instant deadline = kNever;
    std::uint64_t generation = 0;
    std::function<void()> on_expiry;
  };

  class ManualTimer final : public Timer {
   public:
    ManualTimer(const ManualClock& clock, const Executor& executor)
        : clock_(clock), state_(std::make_shared<State>(executor)) {}
    ~ManualTimer() override { cancel(); }

    void arm(Instant deadline, std::function<void()> on_expiry) override {
      cancel();
      if (deadline == kNever) return;
      state_->deadline = deadline;
      state_->on_expiry = std::move(on_expiry);
      clock_.armed_.insert(state_);
      if (deadline <= clock_.now_) fire(state_);
    }

    void disarm() override { cancel(); }

   private:
    void cancel() {
      ++state_->generation;
      state_->on_expiry = nullptr;
      clock_.armed_.erase(state_);
    }

    void fire(const std::shared_ptr<State>& state) { clock_.fire(state); }

    const ManualClock& clock_;
    std::shared_ptr<State> state_;
  };

  void fire(const std::shared_ptr<State>& state) const {
    armed_.erase(state);
    post(state->executor, [state, generation = state->generation] {
      if (generation != state->generation) return;
      const auto call = std::exchange(state->on_expiry, nullptr);
      call();
    });
  }

  Instant now_{std::chrono::hours(1)};
  WallTime wall_{std::chrono::seconds(1'714'566'896)};  // 2024-05-01T12:34:56Z
  mutable std::set<std::shared_ptr<State>> armed_;
};

}  // namespace herald::runtime
