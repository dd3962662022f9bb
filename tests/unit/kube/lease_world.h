// Replicas that elect a leader over one Lease, an API server that holds it, and a network that delays, loses
// and carries out late: all in one queue, from one seed.
#pragma once

#include "core/base/random.h"
#include "kube/lease_machine.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace herald::kube {

struct LeaseFaults {
  std::uint64_t lost_percent = 0;        // requests and replies, each
  std::uint64_t slow_percent = 0;        // up to 1.5 s on the way
  std::uint64_t error_percent = 0;       // answered with an error
  std::uint64_t late_percent = 0;        // carried out long after the client gave up
  std::uint64_t watch_lost_percent = 0;  // watch events that never come
};

class LeaseWorld {
 public:
  static constexpr std::size_t kReplicas = 3;

  explicit LeaseWorld(std::uint64_t seed) : random_(seed) {
    for (std::size_t i = 0; i < kReplicas; ++i)
      boot(i);
  }

  void run_until(Instant end) {
    while (!queue_.empty() && queue_.begin()->first.first <= end) {
      auto entry = queue_.extract(queue_.begin());
      now_ = entry.key().first;
      entry.mapped()();
      check();
    }
    now_ = end;
    check();
  }

  void pause(std::size_t i, Duration length) { replicas_[i].paused_until = now_ + length; }
  void stop(std::size_t i) { deliver(i, lease::Stop{}); }
  void crash(std::size_t i) { ++replicas_[i].life; }
  void boot(std::size_t i) {
    Replica& replica = replicas_[i];
    ++replica.life;
    replica.machine.emplace("replica-" + std::to_string(i) + "." + std::to_string(replica.life),
                            LeaseLimits{}, random_.next());
    deliver(i, lease::Start{});
  }
  // Only one that has been there for a while: see what the machine does not promise.
  void delete_lease() {
    if (!record_ || now_ - created_ < std::chrono::seconds(20)) return;
    record_.reset();
    publish(lease::Gone{});
  }

  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] std::optional<std::size_t> leader() const {
    for (const auto& [i, replica] : replicas_) {
      if (replica.machine->leads(now_)) return i;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool stopped(std::size_t i) const {
    return replicas_.at(i).machine->state() == LeaseMachine::State::stopped;
  }

  LeaseFaults faults;
  bool watch_works = true;
  int double_leaders = 0;  // instants at which two led
  int terms = 0;           // how often somebody began to lead

 private:
  struct Replica {
    std::optional<LeaseMachine> machine;
    int life = 0;  // what is meant for an earlier one is lost
    Instant paused_until{};
  };

  void at(Instant when, std::function<void()> what) {
    queue_.emplace(std::pair(when, ++order_), std::move(what));
  }
  bool happens(std::uint64_t percent) { return random_.chance(percent, 100); }
  Duration delay() {
    return std::chrono::milliseconds(1 + random_.below(happens(faults.slow_percent) ? 1500 : 30));
  }

  void deliver(std::size_t i, LeaseMachine::Event event) {
    const int life = replicas_[i].life;
    if (now_ < replicas_[i].paused_until) {
      at(replicas_[i].paused_until, [=, this] {
        if (replicas_[i].life == life) deliver(i, event);
      });
      return;
    }
    LeaseMachine& machine = *replicas_[i].machine;
    for (const auto& effect : machine.step(now_, std::move(event)))
      perform(i, effect);
    schedule_tick(i);
  }

  void schedule_tick(std::size_t i) {
    const Instant when = replicas_[i].machine->next_deadline();
    const int life = replicas_[i].life;
    if (when == kNever) return;
    at(std::max(when, now_), [=, this] {
      const bool still = replicas_[i].life == life && replicas_[i].machine->next_deadline() <= now_;
      if (still) deliver(i, lease::Tick{});
    });
  }

  void perform(std::size_t i, const LeaseMachine::Effect& effect) {
    if (const auto* read = std::get_if<lease::Read>(&effect)) {
      request(i, read->attempt, [this, attempt = read->attempt] { return serve_read(attempt); });
    }
    if (const auto* write = std::get_if<lease::Write>(&effect)) {
      request(i, write->attempt, [this, write = *write] { return serve_write(write); });
    }
    terms += std::holds_alternative<lease::Lead>(effect) ? 1 : 0;
  }

  void request(std::size_t i, std::uint64_t attempt, std::function<LeaseMachine::Event()> serve) {
    const int life = replicas_[i].life;
    if (happens(faults.lost_percent)) return;
    const Duration on_the_way = happens(faults.late_percent) ? Duration(std::chrono::seconds(8)) : delay();
    at(now_ + on_the_way, [=, this] {
      const bool refused = happens(faults.error_percent);
      const LeaseMachine::Event reply = refused ? lease::Failed{attempt, {}} : serve();
      if (happens(faults.lost_percent)) return;
      at(now_ + delay(), [=, this] {
        if (replicas_[i].life == life) deliver(i, reply);
      });
    });
  }

  LeaseMachine::Event serve_read(std::uint64_t attempt) {
    if (!record_) return lease::Missing{attempt};
    return lease::Found{attempt, *record_};
  }

  LeaseMachine::Event serve_write(const lease::Write& write) {
    const bool creates = write.resource_version.empty();
    if (!creates && !record_) return lease::Missing{write.attempt};
    if (creates ? record_.has_value() : record_->resource_version != write.resource_version) {
      return lease::Conflict{write.attempt};
    }
    if (creates) created_ = now_;
    record_ = LeaseRecord{write.holder, std::to_string(++version_), write.duration, write.transitions};
    publish(lease::Seen{*record_});
    return lease::Written{write.attempt, record_->resource_version};
  }

  void publish(const LeaseMachine::Event& event) {
    for (std::size_t i = 0; watch_works && i < kReplicas; ++i) {
      if (happens(faults.watch_lost_percent)) continue;
      const int life = replicas_[i].life;
      at(now_ + delay(), [=, this] {
        if (replicas_[i].life == life) deliver(i, event);
      });
    }
  }

  void check() {
    int leaders = 0;
    for (const auto& [i, replica] : replicas_)
      leaders += replica.machine->leads(now_) ? 1 : 0;
    double_leaders += leaders > 1 ? 1 : 0;
  }

  Random random_;
  Instant now_{};
  std::uint64_t order_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, std::function<void()>> queue_;
  std::map<std::size_t, Replica> replicas_;
  std::optional<LeaseRecord> record_;
  Instant created_{};
  std::uint64_t version_ = 100;
};

}  // namespace herald::kube
