#include "runtime/clock.h"

#include <cstdint>
#include <ctime>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace herald::runtime {
namespace {

// Time since the machine booted, suspensions included: a leader that slept must not wake up believing that
// its Lease still has a while to run.
Instant boot_time() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return Instant(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

// The state outlives the timer for as long as Asio holds a completion. A completion that was already queued
// when the timer was disarmed or armed anew is recognised by its generation.
class SystemTimer final : public Timer {
 public:
  explicit SystemTimer(const Executor& executor) : state_(std::make_shared<State>(executor)) {}
  ~SystemTimer() override { cancel(); }

  void arm(Instant deadline, std::function<void()> on_expiry) override {
    disarm();
    if (deadline == kNever) return;
    state_->on_expiry = std::move(on_expiry);
    // Asio counts on a clock that stands still while the machine is suspended; what is left to wait is the
    // same on both. After a suspension the call may come late, and whoever is called sees the right time.
    // Instant::min() is a deadline too ("at once"), from which nothing can be subtracted.
    const Instant now = boot_time();
    state_->timer.expires_after(deadline <= now ? Duration::zero() : deadline - now);
    state_->timer.async_wait(
        [state = state_, generation = state_->generation](const boost::system::error_code& error) {
          if (error || generation != state->generation) return;
          const auto call = std::exchange(state->on_expiry, nullptr);
          call();
        });
  }

  void disarm() override { cancel(); }

 private:
  struct State {
    explicit State(const Executor& executor) : timer(executor) {}
    boost::asio::steady_timer timer;
    std::uint64_t generation = 0;
    std::function<void()> on_expiry;
  };

  void cancel() {
    ++state_->generation;
    state_->on_expiry = nullptr;
    state_->timer.cancel();
  }

  std::shared_ptr<State> state_;
};

}  // namespace

UnixSeconds unix_seconds(WallTime time) {
  return UnixSeconds(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

Instant SystemClock::now() const {
  return boot_time();
}

WallTime SystemClock::wall_now() const {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::unique_ptr<Timer> SystemClock::make_timer(const Executor& executor) const {
  return std::make_unique<SystemTimer>(executor);
}

}  // namespace herald::runtime
