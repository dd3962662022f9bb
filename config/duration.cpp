#include "config/duration.h"

#include "config/wording.h"
#include "core/base/duration.h"

namespace herald::config {

Result<Duration, std::string> parse_duration(std::string_view text) {
  const auto duration = herald::parse_duration(text);
  if (duration) return *duration;
  if (duration.error() == NoDuration::too_long)
    return fail(shown(text) + " is longer than any duration can be (292 years)");
  return fail(shown(text) + " is not a duration; write a number with its unit, such as 90s, 1m30s or 300ms");
}

std::string to_string(Duration duration) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  using std::chrono::seconds;
  if (duration % seconds(1) == Duration::zero()) {
    return std::to_string(duration_cast<seconds>(duration).count()) + "s";
  }
  if (duration % milliseconds(1) == Duration::zero()) {
    return std::to_string(duration_cast<milliseconds>(duration).count()) + "ms";
  }
  return std::to_string(duration.count()) + "ns";
}

}  // namespace herald::config
