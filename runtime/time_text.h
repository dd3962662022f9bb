// Civil time and durations as text: RFC 3339 for logs and Kubernetes, the HTTP date of RFC 9110, and
// durations as people write them in flags ("1m30s").
#pragma once

#include "core/base/time.h"
#include "runtime/clock.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::runtime {

// "2024-05-01T12:34:56.123456Z": Kubernetes' MicroTime.
[[nodiscard]] std::string rfc3339_micro(WallTime time);

// "2024-05-01T12:34:56Z": Kubernetes' Time.
[[nodiscard]] std::string rfc3339(UnixSeconds time);

// "Wed, 01 May 2024 12:34:56 GMT": the Date header.
[[nodiscard]] std::string http_date(WallTime time);
// That form only: nobody has sent the two older ones of RFC 9110 for decades.
[[nodiscard]] std::optional<UnixSeconds> parse_http_date(std::string_view text);

// The shortest text that parse_duration() (core/base/duration.h) reads back: "1m30s", "250ms", "0s".
[[nodiscard]] std::string to_text(Duration duration);

}  // namespace herald::runtime
