#include "runtime/wakeup.h"

#include "core/base/check.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::runtime {
namespace asio = boost::asio;

// The Asio timer never expires; cancelling it is the bell. The deadline is kept by the Clock's own timer, so
// that a manual clock rules here too.
struct Wakeup::State {
  State(const Executor& executor, const Clock& clock) : bell(executor), timer(clock.make_timer(executor)) {}

  void wake(Woken reason) {
    if (!asleep || why != Woken::cancelled) return;
    why = reason;
    bell.cancel();
  }

  asio::steady_timer bell;
  std::unique_ptr<Timer> timer;
  Woken why = Woken::cancelled;  // what a wait that nobody here ended was ended by
  bool asleep = false;
};

namespace {

// The frame of a sleeper may be destroyed without ever running again (its loop went away).
class Asleep {
 public:
  Asleep(bool& flag, Timer& timer) : flag_(flag), timer_(timer) { flag_ = true; }
  Asleep(const Asleep&) = delete;
  Asleep& operator=(const Asleep&) = delete;
  ~Asleep() {
    flag_ = false;
    timer_.disarm();
  }

 private:
  bool& flag_;
  Timer& timer_;
};

}  // namespace

Wakeup::Wakeup(const Executor& executor, const Clock& clock)
    : state_(std::make_shared<State>(executor, clock)) {}

Wakeup::~Wakeup() {
  state_->bell.cancel();
}

Task<Woken> Wakeup::sleep_until(Instant deadline) {
  const std::shared_ptr<State> state = state_;
  HERALD_CHECK(!state->asleep);
  const Asleep asleep(state->asleep, *state->timer);
  state->why = Woken::cancelled;
  state->bell.expires_at(asio::steady_timer::time_point::max());
  state->timer->arm(deadline, [raw = state.get()] { raw->wake(Woken::deadline); });
  co_await state->bell.async_wait(asio::as_tuple(asio::use_awaitable));
  co_return state->why;
}

void Wakeup::ring() {
  state_->wake(Woken::rung);
}

}  // namespace herald::runtime
