#include "speaker/shell_wire_bgp.h"

#include "runtime/post.h"

#include <chrono>
#include <iterator>
#include <utility>

namespace herald::speaker {
namespace {

constexpr Duration kBeat = std::chrono::seconds(1);

}  // namespace

runtime::Task<> BgpBeside::run(runtime::Executor executor) {
  if (over_) co_return;
  shell_ = std::make_unique<BgpShell>(executor, parts_.clock, parts_.logger,
                                      BgpShell::Settings{.seed = parts_.seed}, parts_.on_report);
  beat_ = parts_.clock.make_timer(executor);
  shell_->order(std::exchange(waiting_, {}));
  publish();
  co_await shell_->run();
  over_ = true;
  beat_.reset();
  shell_.reset();
}

void BgpBeside::publish() {
  auto status = shell_->status();
  {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock) published_ = std::move(status);
  }
  beat_->arm(parts_.clock.now() + kBeat, [this] { publish(); });
}

void BgpBeside::order(const runtime::Executor& executor, bgp_order::Orders orders) {
  runtime::post(executor, [self = shared_from_this(), orders = std::move(orders)]() mutable {
    if (self->over_) return;
    if (self->shell_) return self->shell_->order(std::move(orders));
    self->waiting_.insert(self->waiting_.end(), std::make_move_iterator(orders.begin()),
                          std::make_move_iterator(orders.end()));
  });
}

void BgpBeside::leave(const runtime::Executor& executor, Leave leave) {
  runtime::post(executor, [self = shared_from_this(), leave] {
    if (self->shell_) return self->shell_->stop(leave == Leave::to_come_back);
    self->over_ = true;
  });
}

std::vector<bgp_report::PeerStatus> BgpBeside::status() const {
  const std::lock_guard lock(mutex_);
  return published_;
}

}  // namespace herald::speaker
