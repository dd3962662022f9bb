// When this speaker's Lease is written: renewed in time, and early when the report has changed, because
// people wait for what it says. Changes gather for a moment, so that what belongs together is one write; a
// few such writes may follow each other closely, but on the whole there is no more than one in a while: a
// cluster of speakers writes little whatever happens on the wire. A report that reads as before is not
// written at all. One write at a time; one that failed is tried again after a growing pause.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/model/selector.h"
#include "speaker/effects.h"
#include "speaker/events.h"

#include <functional>
#include <optional>

namespace herald::speaker {

struct LeaseTimes {
  Duration renew = std::chrono::seconds(15);
  Duration gather = std::chrono::milliseconds(500);
  Duration between_reports = std::chrono::seconds(10);  // on the whole
  // May be saved up while nothing changes: a start takes three or four, and an edit may come right behind.
  int at_once = 8;
  Backoff::Limits retry{.first = std::chrono::seconds(1), .cap = std::chrono::seconds(15)};
};

class LeaseKeeper {
 public:
  LeaseKeeper(LeaseTimes times, std::uint64_t seed) : times_(times), backoff_(times.retry), random_(seed) {}

  void report_changed(Instant now);
  // Somebody removed it, or wrote over what we say there.
  void lost(Instant now);
  // From here on there is one thing left to write: that it is nobody's.
  void release(Instant now);

  // What is to be written now. `compose` is asked only when something may be.
  [[nodiscard]] std::optional<WriteLease> take(Instant now, const std::function<model::Labels()>& compose);
  void written(Instant now, const LeaseWritten& answer);

  [[nodiscard]] bool released() const { return released_; }
  // Whether the Lease has been written at all: before that nobody knows of us.
  [[nodiscard]] bool known() const { return known_; }
  [[nodiscard]] Instant next_deadline() const;

 private:
  void report_at(Instant when);
  void spend(Instant now);

  LeaseTimes times_;
  Backoff backoff_;
  Random random_;
  bool in_flight_ = false;
  bool releasing_ = false;
  bool sent_release_ = false;
  bool released_ = false;
  bool known_ = false;
  Instant sent_at_{};
  Instant renewal_{};  // due
  Instant report_ = kNever;
  Instant not_before_{};
  Instant spent_until_{};  // when all reports that were written have had their time; see report_at()
  model::Labels sent_;
  std::optional<model::Labels> confirmed_;  // stands there, as far as we know
};

}  // namespace herald::speaker
