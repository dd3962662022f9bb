#include "lab/wire/delay_line.h"

#include <algorithm>
#include <utility>

namespace herald::lab {

Duration DelayLine::wait() {
  if (random_.chance(static_cast<std::uint64_t>(slowness_.reorder_percent), 100)) return {};
  const auto spread = static_cast<std::uint64_t>(2 * slowness_.jitter.count() + 1);
  const Duration wait =
      slowness_.delay - slowness_.jitter + Duration(static_cast<std::int64_t>(random_.below(spread)));
  return std::max(Duration::zero(), wait);
}

void DelayLine::add(Instant now, Frame frame) {
  if (under_way_.size() < kRoom) under_way_.emplace(now + wait(), std::move(frame));
}

Instant DelayLine::next() const {
  return under_way_.empty() ? kNever : under_way_.begin()->first;
}

DelayLine::Frame DelayLine::take() {
  Frame frame = std::move(under_way_.begin()->second);
  under_way_.erase(under_way_.begin());
  return frame;
}

}  // namespace herald::lab
