// Brings the API server to show what is wanted: one write at a time for each Service, each on the version it
// was decided on, again and again until it is so. Remembers which writes may have happened although nobody
// said so: their addresses are at stake until the Service is seen at a newer version.
//
// Two things make this safe without ever reading back. A write names the version it replaces, so as soon as a
// newer version is seen, every write on the old one has either become part of it or will be refused for ever.
// And trying again on the same version settles the doubt by itself: it succeeds only if the first did not.
#pragma once

#include "controller/effects.h"
#include "controller/events.h"
#include "controller/snapshot.h"
#include "controller/verdict.h"
#include "controller/write_queue.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace herald::controller {

class Writer {
 public:
  Writer(WriteQueue::Limits limits, std::uint64_t seed) : queue_(limits, seed) {}

  void want(Instant now, const model::Service& service, Wanted wanted);
  void want_nothing(const model::ServiceKey& key);
  void emit(Instant now, const Snapshot& snapshot, Effects& effects);
  // Brings the snapshot up to what the answer says.
  void done(Instant now, WriteDone answer, Snapshot& snapshot);

  void newer(Instant now, const model::Service& service);  // the watch showed a newer version
  void forget(const model::ServiceKey& key);               // the Service is gone
  void pause();  // not the leader: nothing is wanted any more, what is under way is not forgotten

  // A write is under way: nothing new is decided before its answer.
  [[nodiscard]] bool busy(const model::ServiceKey& key) const { return queue_.in_flight(key); }
  [[nodiscard]] bool idle() const { return queue_.in_flight() == 0; }
  [[nodiscard]] bool in_doubt() const { return !doubtful_.empty(); }
  // What the status may come to show without any further doing of ours, and what it shall show.
  [[nodiscard]] std::set<net::IpAddress> at_stake(const model::Service& service) const;
  // As stored; or as written, by servers that drop Service conditions (before 1.20).
  [[nodiscard]] std::optional<model::Condition> condition_of(const model::Service& service) const;
  [[nodiscard]] Instant next_deadline() const { return queue_.next_deadline(); }

 private:
  struct Write {
    WriteId id;
    std::string base;
    bool to_status = true;
    Wanted wanted;
  };

  [[nodiscard]] bool status_differs(const model::Service& service, const Wanted& wanted) const;
  [[nodiscard]] bool differs(const model::Service& service, const Wanted& wanted) const;
  void send(const model::Service& service, Effects& effects);
  void remember_condition(const Write& write, const model::Service& stored);

  void settle(Instant now, const Write& write, outcome::Ok&& ok, Snapshot& snapshot);
  void settle(Instant now, const Write& write, outcome::Conflict&&, const model::Service* known);
  void settle(Instant now, const Write& write, outcome::Failed&&, const model::Service* known);

  WriteQueue queue_;
  std::uint64_t last_id_ = 0;
  std::map<model::ServiceKey, Wanted> wanted_;
  std::map<model::ServiceKey, Write> under_way_;
  std::map<model::ServiceKey, std::set<net::IpAddress>> doubtful_;  // all on the known version
  std::set<model::ServiceKey> refused_;  // by a conflict; the newer version has not been seen yet
  std::map<model::ServiceKey, model::Condition> dropped_conditions_;
};

}  // namespace herald::controller
