// How long to wait before trying again: doubles from `first` to `cap`, with jitter so that a crowd that
// failed together does not come back together. Forgets its failures on success.
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"

#include <algorithm>
#include <cstdint>

namespace herald {

class Backoff {
 public:
  struct Limits {
    Duration first;
    Duration cap;
  };

  explicit constexpr Backoff(Limits limits) : limits_(limits) {}

  // The delay after one more failure: between half of the present step and all of it.
  constexpr Duration next(Random& random) {
    const Duration step = std::min(limits_.cap, step_ == Duration::zero() ? limits_.first : step_);
    step_ = step > limits_.cap / 2 ? limits_.cap : step * 2;  // in this order, twice the cap may not exist
    const Duration half = step / 2;
    const auto spread = static_cast<std::uint64_t>((step - half).count());
    return half + Duration(static_cast<Duration::rep>(random.below(spread + 1)));
  }

  constexpr void reset() { step_ = Duration::zero(); }

 private:
  Limits limits_;
  Duration step_ = Duration::zero();
};

}  // namespace herald
