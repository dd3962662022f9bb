// Timestamps as metav1.Time writes them: whole seconds, UTC.
#pragma once

#include "core/base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::apiserver {

[[nodiscard]] std::string format_time(UnixSeconds time);  // 2026-11-20T10:44:03Z

// Reads "2026-11-20T10:44:03Z" and the same with a fraction, which is dropped.
[[nodiscard]] std::optional<UnixSeconds> parse_time(std::string_view text);

// The age of something, as kubectl's tables show it: "12s", "4m30s", "27h".
[[nodiscard]] std::string human_duration(std::int64_t seconds);

}  // namespace herald::apiserver
