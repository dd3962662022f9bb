// Unsigned 128-bit integers: the number line that addresses of both families stand on.
#pragma once

#include <cstdint>
#include <string>

namespace herald::net {

// Both compilers have the type; the marker keeps -Wpedantic from objecting to it.
__extension__ using U128 = unsigned __int128;

inline constexpr U128 kU128Max = ~static_cast<U128>(0);

[[nodiscard]] constexpr U128 make_u128(std::uint64_t high, std::uint64_t low) {
  return static_cast<U128>(high) << 64 | low;
}

[[nodiscard]] constexpr std::uint64_t high_half(U128 value) {
  return static_cast<std::uint64_t>(value >> 64);
}
[[nodiscard]] constexpr std::uint64_t low_half(U128 value) {
  return static_cast<std::uint64_t>(value);
}

// a + b, or the largest value when that does not fit: counts of addresses stop there instead of wrapping.
[[nodiscard]] constexpr U128 saturating_add(U128 a, U128 b) {
  return a > kU128Max - b ? kU128Max : a + b;
}

[[nodiscard]] std::string to_decimal(U128 value);

}  // namespace herald::net
