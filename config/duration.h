// Durations as Go spells them ("90s", "1m30s", "1.5h", "300ms"): what operators know from Kubernetes.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <string>
#include <string_view>

namespace herald::config {

// Negative ones parse; whether they make sense is the caller's business. The error says what to write.
[[nodiscard]] Result<Duration, std::string> parse_duration(std::string_view text);

// In the largest unit that needs no fraction: "90s", "100ms".
[[nodiscard]] std::string to_string(Duration duration);

}  // namespace herald::config
