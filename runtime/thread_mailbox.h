// A bounded mailbox whose producers live in another thread than its consumer: the only thing that the
// speaker's two loops share. Producers never wait for the consumer, only for the lock, which is held for the
// length of a push_back.
//
// The consumer's side (ready, take, destruction) belongs to its loop; push() and close() may come from any
// thread. close() before the consumer's loop goes away: after it returns nothing is posted there any more.
#pragma once

#include "core/base/time.h"
#include "runtime/clock.h"
#include "runtime/mailbox.h"
#include "runtime/post.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace herald::runtime {

template <class T>
class ThreadMailbox {
 public:
  ThreadMailbox(const Executor& executor, const Clock& clock, std::size_t capacity)
      : executor_(executor), capacity_(capacity), wakeup_(std::make_shared<Wakeup>(executor, clock)) {}

  // Takes the message only when it is accepted.
  [[nodiscard]] Delivery push(T&& message) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Delivery::closed;
    if (messages_.size() >= capacity_) return Delivery::overflow;
    messages_.push_back(std::move(message));
    // Whoever fills an empty box rings; the consumer empties it before it sleeps again.
    if (messages_.size() == 1) ring();
    return Delivery::accepted;
  }

  [[nodiscard]] Task<Arrival> ready(Instant deadline = kNever) {
    for (;;) {
      if (const auto arrival = waiting()) co_return *arrival;
      const Woken woken = co_await wakeup_->sleep_until(deadline);
      if (woken == Woken::rung) continue;
      if (const auto arrival = waiting()) co_return *arrival;
      co_return woken == Woken::deadline ? Arrival::deadline : Arrival::cancelled;
    }
  }

  [[nodiscard]] std::optional<T> take() {
    const std::lock_guard lock(mutex_);
    if (messages_.empty()) return std::nullopt;
    std::optional<T> message(std::move(messages_.front()));
    messages_.pop_front();
    return message;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    closed_ = true;
    ring();
  }

 private:
  // A posted ring may arrive after this mailbox is gone, hence the weak reference; it is locked in the
  // consumer's thread, where the Wakeup also dies.
  void ring() {
    post(executor_, [weak = std::weak_ptr<Wakeup>(wakeup_)] {
      if (const auto wakeup = weak.lock()) wakeup->ring();
    });
  }

  [[nodiscard]] std::optional<Arrival> waiting() {
    const std::lock_guard lock(mutex_);
    if (!messages_.empty()) return Arrival::message;
    if (closed_) return Arrival::closed;
    return std::nullopt;
  }

  Executor executor_;
  std::size_t capacity_;
  std::shared_ptr<Wakeup> wakeup_;
  std::mutex mutex_;
  std::deque<T> messages_;
  bool closed_ = false;
};

}  // namespace herald::runtime
