// The durations of core/base/duration.h with words for those who write a configuration, and as it shows them.
#pragma once

#include "core/base/result.h"
#include "core/base/time.h"

#include <string>
#include <string_view>

namespace herald::config {

// The error says what to write.
[[nodiscard]] Result<Duration, std::string> parse_duration(std::string_view text);

// In the largest unit that needs no fraction: "90s", "100ms".
[[nodiscard]] std::string to_string(Duration duration);

}  // namespace herald::config
