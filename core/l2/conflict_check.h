// One address's questions to strangers: rounds of three probes in 200 ms, and whether anybody was seen since
// the round began. When rounds come, and what follows from them, is the announcer's.
#pragma once

#include "core/base/time.h"

#include <optional>

namespace herald::l2 {

inline constexpr int kProbes = 3;
inline constexpr Duration kProbeInterval = std::chrono::milliseconds(70);
inline constexpr Duration kProbeWait = std::chrono::milliseconds(60);  // after the last: 200 ms in all
// While somebody is known to be there; up to a third less.
inline constexpr Duration kCheckInterval = std::chrono::seconds(30);
inline constexpr Duration kDefendInterval = std::chrono::seconds(10);  // RFC 5227's DEFEND_INTERVAL

class ConflictCheck {
 public:
  // When its next probe, or its conclusion, is due; nothing: no round is planned.
  [[nodiscard]] std::optional<Instant> due() const { return due_; }
  [[nodiscard]] bool is_complete() const { return sent_ == kProbes; }
  [[nodiscard]] bool somebody_seen() const { return seen_; }

  void plan(Instant at) {
    due_ = at;
    sent_ = 0;
  }
  void drop() { due_.reset(); }
  void probe_sent(Instant now) {
    if (sent_ == 0) seen_ = false;
    due_ = now + (++sent_ < kProbes ? kProbeInterval : kProbeWait);
  }
  void see_somebody() { seen_ = true; }

 private:
  std::optional<Instant> due_;
  int sent_ = 0;
  bool seen_ = false;
};

}  // namespace herald::l2
