// Brings the API server to show what is wanted: one write at a time for each Service, each on the version it
// was decided on, again and again until it is so. Remembers which writes may have happened although nobody
// said so: their addresses are at stake until the Service is seen at a newer version.
//
// Two things make this safe without ever reading back. A write names the version it replaces, so as soon as a
// newer version is seen, every write on the old one has either become part of it or will be refused for ever.
// And trying again on the same version settles the doubt by itself: it succeeds only if the first did not.
// Where nothing is left to be written (the decision was changed), what is there is written once more, after
// the longest time that the lost request can have lived: that it succeeds shows that the other never will.
#pragma once

#include "controller/effects.h"
#include "controller/events.h"
#include "controller/repairs.h"
#include "controller/snapshot.h"
#include "controller/verdict.h"
#include "controller/write_queue.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::controller {

class Writer {
 public:
  // `request_lifetime`: after that a request that was not answered has happened or never will.
  Writer(WriteQueue::Limits limits, Duration request_lifetime, std::uint64_t seed)
      : queue_(limits, seed), repairs_(limits.backoff, seed), request_lifetime_(request_lifetime) {}

  void want(Instant now, const model::Service& service, Wanted wanted);
  void want_nothing(const model::ServiceKey& key);
  // Nothing is written until something is wanted anew; what it was to get stays spoken for.
  void suspend(const model::ServiceKey& key) { queue_.remove(key); }
  void emit(Instant now, const Snapshot& snapshot, Effects& effects);
  // Brings the snapshot up to what the answer says.
  void done(Instant now, WriteDone answer, Snapshot& snapshot);

  void newer(Instant now, const model::Service& service);  // the watch showed a newer version
  // What the status showed is spoken for until the plan has seen that it no longer does: a user may have
  // struck out what the plan will put back.
  void recall(const model::Service& service, std::vector<net::IpAddress> shown);
  void forget(const model::ServiceKey& key);  // the Service is gone
  void pause();  // not the leader: nothing is wanted any more, what is under way is not forgotten

  // A write is under way: nothing new is decided before its answer.
  [[nodiscard]] bool busy(const model::ServiceKey& key) const { return queue_.in_flight(key); }
  [[nodiscard]] bool idle() const { return queue_.in_flight() == 0; }
  [[nodiscard]] bool in_doubt() const { return !doubtful_.empty(); }
  // What the status may come to show without any further doing of ours, and what it shall show.
  [[nodiscard]] std::set<net::IpAddress> at_stake(const model::Service& service) const;
  // As stored; or as written, by servers that drop Service conditions (before 1.20).
  [[nodiscard]] std::optional<model::Condition> condition_of(const model::Service& service) const;
  // Whether it says that the Service has an address.
  [[nodiscard]] bool says_assigned(const model::Service& service) const;
  [[nodiscard]] Instant next_deadline() const { return queue_.next_deadline(); }

 private:
  struct Write {
    WriteId id;
    Instant sent;
    std::string base;
    Part part = Part::status;
    Wanted wanted;
  };

  // Addresses that unanswered writes on the known version may yet bring into the status.
  struct Doubt {
    std::set<net::IpAddress> addresses;
    Instant since;
  };

  [[nodiscard]] bool status_differs(const model::Service& service, const Wanted& wanted) const;
  [[nodiscard]] bool differs(const model::Service& service, const Wanted& wanted) const;
  [[nodiscard]] Part next_part(const model::Service& service, const Wanted& wanted) const;
  void enqueue(Instant now, const model::Service& service, const Wanted& wanted);
  void send(Instant now, const model::Service& service, const Wanted& wanted, Effects& effects);
  void remember_condition(const Write& write, const model::Service& stored);

  void settle(Instant now, const Write& write, outcome::Ok&& ok, Snapshot& snapshot);
  void settle(Instant now, const Write& write, outcome::Conflict&&, const model::Service* known);
  void settle(Instant now, const Write& write, outcome::Failed&&, const model::Service* known);

  WriteQueue queue_;
  Repairs repairs_;
  Duration request_lifetime_;
  std::uint64_t last_id_ = 0;
  std::map<model::ServiceKey, Wanted> wanted_;  // of those that are not as wanted yet
  std::map<model::ServiceKey, Write> under_way_;
  std::map<model::ServiceKey, Doubt> doubtful_;
  std::set<model::ServiceKey> refused_;  // by a conflict; the newer version has not been seen yet
  std::map<model::ServiceKey, model::Condition> dropped_conditions_;
};

}  // namespace herald::controller
