// A small deterministic generator with an explicit seed: the same seed gives the same sequence everywhere.
// Good enough for jitter, orders and simulations; never for secrets.
#pragma once

#include "core/base/check.h"
#include "core/base/hash.h"

#include <cstdint>

namespace herald {

class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t next() {
    const std::uint64_t value = mix64(state_);
    state_ += 0x9e3779b97f4a7c15ULL;
    return value;
  }

  // Uniform in [0, bound); bound must not be 0. The bias of the modulo is below 2^-32 for bounds below 2^32.
  constexpr std::uint64_t below(std::uint64_t bound) {
    HERALD_CHECK(bound != 0);
    return next() % bound;
  }

  // True in `numerator` of `denominator` cases.
  constexpr bool chance(std::uint64_t numerator, std::uint64_t denominator) {
    return below(denominator) < numerator;
  }

 private:
  std::uint64_t state_;
};

}  // namespace herald
