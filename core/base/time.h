// Time as pure code sees it: durations, and instants that come in as arguments.
// The clock behind Instant has no way to be asked for the current time; only a driver or a simulator has one.
#pragma once

#include "core/base/strong.h"

#include <chrono>
#include <cstdint>

namespace herald {

using Duration = std::chrono::nanoseconds;

// A monotonic time line: meaningful only relative to other instants of the same process.
struct MonotonicTimeline {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<MonotonicTimeline>;
  static constexpr bool is_steady = true;
};

using Instant = MonotonicTimeline::time_point;

inline constexpr Instant kNever = Instant::max();

// Wall time in whole seconds since 1970 (UTC): what Kubernetes timestamps carry.
using UnixSeconds = Strong<struct UnixSecondsTag, std::int64_t>;

}  // namespace herald
