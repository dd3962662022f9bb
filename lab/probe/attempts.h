// What a client saw while it knocked at a steady rate: which knocks were answered, by whom, and the gaps
// between. Pure.
#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace herald::lab {

struct ProbeAttempt {
  Duration sent{};                   // since the first
  std::optional<Duration> answered;  // since the first; nothing: not in time
  std::string node;                  // who answered, where that is known
};

// From the last answered knock before, to the first answered one after: as long as nobody was reached. A
// knock that is lost alone at 100 a second is a gap of 20 ms.
struct Gap {
  Duration from{};
  Duration length{};
};

struct Answerer {
  std::string node;
  Duration from{};
};

struct ProbeReport {
  std::size_t sent = 0;
  std::size_t lost = 0;
  Duration slowest{};
  std::vector<Gap> gaps;
  std::vector<Answerer> answerers;  // each time another one answers

  [[nodiscard]] Duration longest() const;
  [[nodiscard]] Duration total() const;
};

// In the order of sending. What was lost before the first answer, or after the last, is a gap up to there.
[[nodiscard]] ProbeReport summarize(const std::vector<ProbeAttempt>& attempts);

[[nodiscard]] std::string for_people(const ProbeReport& report);
[[nodiscard]] std::string as_json(const ProbeReport& report);  // one line

}  // namespace herald::lab
