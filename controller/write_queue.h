// Which Service may write next: first come, first served, one write for each Service, so many in all. A
// Service that failed waits for itself only; nobody waits behind it.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/model/service.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace herald::controller {

class WriteQueue {
 public:
  struct Limits {
    std::size_t in_flight = 16;
    Backoff::Limits backoff{.first = std::chrono::milliseconds(250), .cap = std::chrono::seconds(60)};
  };

  WriteQueue(Limits limits, std::uint64_t seed) : limits_(limits), random_(seed) {}

  // Not before `earliest`. A Service that already waits for no longer keeps its place, one that failed lately
  // its delay.
  void add(Instant earliest, const model::ServiceKey& key);
  void remove(const model::ServiceKey& key);  // its delay stays for the next time
  void forget(const model::ServiceKey& key);  // its delay too
  void clear();                               // nobody waits any more; what is in flight stays so

  // Takes the next one out of the queue and into flight.
  [[nodiscard]] std::optional<model::ServiceKey> take(Instant now);
  void landed(const model::ServiceKey& key);

  // The next write of this Service comes after a growing delay, and not before `at_least` has passed; that is
  // the word of a server, or of whoever stands before it, and counts for as long as our own delays may last.
  void delay(Instant now, const model::ServiceKey& key, Duration at_least);
  // What held it back is known to be over, although it is not known to succeed.
  void hurry(Instant now, const model::ServiceKey& key);
  // It succeeded: the next failure starts from the shortest delay.
  void forgive(const model::ServiceKey& key);

  [[nodiscard]] bool in_flight(const model::ServiceKey& key) const { return in_flight_.contains(key); }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }
  [[nodiscard]] bool waiting(const model::ServiceKey& key) const { return waiting_.contains(key); }
  // When somebody's delay ends; kNever while all the slots are taken, because then an answer comes first.
  [[nodiscard]] Instant next_deadline() const;

 private:
  // Those that are due have due == their time of arrival, so one order serves all: by due time, then arrival.
  using Place = std::pair<Instant, std::uint64_t>;
  struct Penalty {
    Backoff backoff;
    Instant until;
  };

  Limits limits_;
  Random random_;
  std::uint64_t arrivals_ = 0;
  std::map<Place, model::ServiceKey> order_;
  std::map<model::ServiceKey, Place> waiting_;
  std::map<model::ServiceKey, Penalty> penalties_;
  std::set<model::ServiceKey> in_flight_;
};

}  // namespace herald::controller
