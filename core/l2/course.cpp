#include "core/l2/course.h"

namespace herald::l2 {
namespace {

// Up to an eighth less, so that addresses that were gained together drift apart.
Duration jittered(Duration interval, Random& random) {
  const auto spread = static_cast<std::uint64_t>((interval / 8).count());
  return interval - Duration(static_cast<Duration::rep>(random.below(spread + 1)));
}

constexpr Duration kJitterFrom = std::chrono::seconds(10);  // the burst before it is exact

}  // namespace

void Course::sent(Instant now, Duration refresh, Random& random) {
  if (is_first()) begun_ = now;
  if (form_ == Form::request) {
    form_ = Form::reply;
    due_ = now;
    return;
  }
  if (form_ == Form::reply) form_ = Form::request;
  due_ = next_due(now, refresh, random);
}

Instant Course::next_due(Instant now, Duration refresh, Random& random) {
  while (++stage_ < kBurst.size()) {
    const Duration offset = kBurst[stage_];
    const Instant due = begun_ + (offset < kJitterFrom ? offset : jittered(offset, random));
    if (due > now) return due;
  }
  stage_ = kBurst.size();
  return now + jittered(refresh, random);
}

}  // namespace herald::l2
