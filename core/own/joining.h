// Asking round: a speaker that has just come, or come back, claims nothing until all live members have told
// it what they own, or a second has passed. Whoever is heard lives, even when no session with him comes up:
// it is this node that is not heard yet. Linux asks once a second for the MAC of a neighbour, and until he
// has answered, all that is said to him waits. So he is waited for longer: he would be robbed of all he has.
#pragma once

#include "core/base/time.h"
#include "core/own/ring.h"

namespace herald::own {

class Joining {
 public:
  static constexpr Duration kAtMost = std::chrono::seconds(1);
  static constexpr Duration kAtMostForHeard = std::chrono::seconds(3);
  static constexpr Duration kRetry = std::chrono::milliseconds(250);

  void begin(Instant now, const NodeIds& members);
  // Members that have come meanwhile are asked too, those that have gone are not waited for.
  void follow(const NodeIds& members);
  void end() { *this = {}; }

  void heard(NodeId node);  // some message of it
  void answered(NodeId node);
  [[nodiscard]] bool under_way() const { return under_way_; }
  // Nobody is left to wait for but those who are dead and not heard, or it has taken long enough.
  [[nodiscard]] bool done(const NodeIds& dead) const;
  // Whom to ask at this instant; nobody between two rounds, or once it has taken too long.
  [[nodiscard]] NodeIds take_round(Instant now);
  [[nodiscard]] Instant next_deadline() const;

 private:
  bool under_way_ = false;
  NodeIds asked_;   // at least once
  NodeIds silent_;  // no complete answer yet
  NodeIds heard_;   // of the silent
  Instant round_at_ = kNever;
  Instant deadline_ = kNever;       // never again, once it has passed
  Instant last_deadline_ = kNever;  // also for those who are heard
};

}  // namespace herald::own
