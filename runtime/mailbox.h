// Where events wait for the one coroutine that handles them. Many producers, callbacks or coroutines, on the
// same loop; one consumer.
//
// Waiting and taking are two steps. ready() only says that there is something and hands nothing over, so it
// can be raced against anything and cancelled at any moment without losing a message: what it announced is
// still there. (Operations that complete with the message lose it when they finish in the same turn as the
// winner of a race.)
#pragma once

#include "core/base/time.h"
#include "runtime/clock.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace herald::runtime {

// Why ready() returned.
enum class Arrival : std::uint8_t { message, deadline, closed, cancelled };

// What became of a message that could be refused.
enum class Delivery : std::uint8_t { accepted, overflow, closed };

template <class T>
class Mailbox {
 public:
  Mailbox(const Executor& executor, const Clock& clock) : wakeup_(executor, clock) {}

  // After close() messages are dropped: intake has stopped.
  void push(T message) {
    if (closed_) return;
    messages_.push_back(std::move(message));
    wakeup_.ring();
  }

  // Returns at once while messages are waiting, also after close().
  [[nodiscard]] Task<Arrival> ready(Instant deadline = kNever) {
    for (;;) {
      if (!messages_.empty()) co_return Arrival::message;
      if (closed_) co_return Arrival::closed;
      const Woken woken = co_await wakeup_.sleep_until(deadline);
      if (woken == Woken::rung || !messages_.empty()) continue;
      co_return woken == Woken::deadline ? Arrival::deadline : Arrival::cancelled;
    }
  }

  [[nodiscard]] std::optional<T> take() {
    if (messages_.empty()) return std::nullopt;
    std::optional<T> message(std::move(messages_.front()));
    messages_.pop_front();
    return message;
  }

  void close() {
    closed_ = true;
    wakeup_.ring();
  }

  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] std::size_t size() const { return messages_.size(); }

 private:
  Wakeup wakeup_;
  std::deque<T> messages_;
  bool closed_ = false;
};

// A mailbox with a limit, for producers that the outside world drives: what does not fit is refused, and the
// producer is told, so that it can slow down, resynchronise or count.
template <class T>
class BoundedMailbox {
 public:
  BoundedMailbox(const Executor& executor, const Clock& clock, std::size_t capacity)
      : mailbox_(executor, clock), capacity_(capacity) {}

  [[nodiscard]] Delivery push(T message) {
    if (mailbox_.closed()) return Delivery::closed;
    if (mailbox_.size() >= capacity_) return Delivery::overflow;
    mailbox_.push(std::move(message));
    return Delivery::accepted;
  }

  [[nodiscard]] Task<Arrival> ready(Instant deadline = kNever) { return mailbox_.ready(deadline); }
  [[nodiscard]] std::optional<T> take() { return mailbox_.take(); }
  void close() { mailbox_.close(); }
  [[nodiscard]] std::size_t size() const { return mailbox_.size(); }

 private:
  Mailbox<T> mailbox_;
  std::size_t capacity_;
};

}  // namespace herald::runtime
