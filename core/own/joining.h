// Asking round: a speaker that has just come, or come back, claims nothing until all live members have told
// it what they own, or a second has passed.
#pragma once

#include "core/base/time.h"
#include "core/own/ring.h"

namespace herald::own {

class Joining {
 public:
  static constexpr Duration kAtMost = std::chrono::seconds(1);
  static constexpr Duration kRetry = std::chrono::milliseconds(250);

  void begin(Instant now, const NodeIds& members);
  // Members that have come meanwhile are asked too, those that have gone are not waited for.
  void follow(const NodeIds& members);
  void end() { *this = {}; }

  void answered(NodeId node) { silent_.erase(node); }
  [[nodiscard]] bool under_way() const { return under_way_; }
  // Nobody is left to wait for but those who are dead, or it has taken long enough.
  [[nodiscard]] bool done(const NodeIds& dead) const;
  // Whom to ask at this instant; nobody between two rounds, or once it has taken too long.
  [[nodiscard]] NodeIds take_round(Instant now);
  [[nodiscard]] Instant next_deadline() const;

 private:
  bool under_way_ = false;
  NodeIds asked_;   // at least once
  NodeIds silent_;  // no complete answer yet
  Instant round_at_ = kNever;
  Instant deadline_ = kNever;  // never again, once it has passed
};

}  // namespace herald::own
