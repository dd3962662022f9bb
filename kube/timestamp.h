// RFC 3339 timestamps as Kubernetes writes and reads them: seconds for metav1.Time, microseconds for
// MicroTime. Reading is lenient where the RFC is (fractions of any length, offsets, small letters, leap
// seconds, which count as the second after); everything else is refused. Writing is always UTC with "Z". Asks
// no clock.
#pragma once

#include "core/base/time.h"
#include "kube/objects.h"

#include <optional>
#include <string>
#include <string_view>

namespace herald::kube {

[[nodiscard]] std::optional<UnixSeconds> parse_time(std::string_view text);
[[nodiscard]] std::optional<UnixMicros> parse_micro_time(std::string_view text);

// Years 0 to 9999 only; what lies outside is written as the nearest end, because no server takes more digits.
[[nodiscard]] std::string format_time(UnixSeconds time);       // 2026-11-20T10:44:03Z
[[nodiscard]] std::string format_micro_time(UnixMicros time);  // 2026-11-20T10:44:03.000000Z

}  // namespace herald::kube
