// The watch machine together with the objects that its events speak of, and with lists on demand. Used by
// watcher.cpp only.
//
// A refresh is no event of the watch machine: "what you hold has expired" (410) is what makes it list anew,
// so that is what it is told. A list that has begun before the refresh does not count: it is finished, and
// the watch behind it is told to have expired.
#pragma once

#include "core/base/machine.h"
#include "kube/watch_machine.h"
#include "kube/watcher.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

namespace herald::kube {

class RefreshingWatch {
 public:
  struct Refresh {
    std::uint64_t ticket;
  };
  struct Event {
    std::variant<WatchMachine::Event, Refresh> what;
    std::unique_ptr<ObjectBatch> objects = nullptr;
  };
  struct Effects {
    WatchMachine::Effects effects;
    std::unique_ptr<ObjectBatch> objects;
    std::optional<std::uint64_t> synced;  // after the effects
  };

  RefreshingWatch(const WatchLimits& limits, std::uint64_t seed) : machine_(limits, seed) {}

  Effects step(Instant now, Event event) {
    Effects effects{.effects = {}, .objects = std::move(event.objects), .synced = {}};
    if (const auto* refresh = std::get_if<Refresh>(&event.what)) {
      wanted_ = refresh->ticket;
      if (machine_.state() == WatchMachine::State::opening ||
          machine_.state() == WatchMachine::State::watching)
        expire(now, effects);
    } else {
      take(machine_.step(now, std::move(std::get<WatchMachine::Event>(event.what))), now, effects);
    }
    return effects;
  }

  [[nodiscard]] Instant next_deadline() const { return machine_.next_deadline(); }
  [[nodiscard]] const WatchMachine& machine() const { return machine_; }

 private:
  void expire(Instant now, Effects& effects) {
    const bool only_opening = machine_.state() == WatchMachine::State::opening;
    // Whoever carries out the effects need not know that an attempt that has just begun is over again.
    if (only_opening) effects.effects.emplace_back(watch::Close{attempt_});
    const watch::Failed expired{.attempt = attempt_, .failure = {.code = 410, .retry_after = {}}};
    take(machine_.step(now, expired), now, effects);
  }

  void take(WatchMachine::Effects made, Instant now, Effects& effects) {
    for (WatchMachine::Effect& effect : made) {
      if (const auto* list = std::get_if<watch::StartList>(&effect)) {
        attempt_ = list->attempt;
        if (list->continue_token.empty()) covered_ = wanted_;
      }
      const auto* const start = std::get_if<watch::StartWatch>(&effect);
      if (start != nullptr) attempt_ = start->attempt;
      effects.effects.push_back(std::move(effect));
      if (start != nullptr) note_list_done(now, effects);
    }
  }

  // A watch begins only behind a whole list.
  void note_list_done(Instant now, Effects& effects) {
    if (covered_ != wanted_) return expire(now, effects);
    if (told_ != covered_) effects.synced = covered_;
    told_ = covered_;
  }

  WatchMachine machine_;
  Attempt attempt_ = 0;
  std::uint64_t wanted_ = 0;
  std::uint64_t covered_ = 0;  // by the list that began last
  std::optional<std::uint64_t> told_;
};

static_assert(Machine<RefreshingWatch>);

}  // namespace herald::kube
