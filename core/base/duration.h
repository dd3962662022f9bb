// Durations as Go spells them ("90s", "1m30s", "1.5h", "300ms"): what operators know from Kubernetes, in
// configurations and flags alike. Exact to the nanosecond.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <cstdint>
#include <string_view>

namespace herald {

enum class NoDuration : std::uint8_t { malformed, too_long };

// Negative ones parse; whether they make sense is the caller's business.
[[nodiscard]] Result<Duration, NoDuration> parse_duration(std::string_view text);

}  // namespace herald
