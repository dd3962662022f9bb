// A hash that is the same on every node, release and architecture: ranks and orders are computed from it by
// speakers that must agree without talking. Not for hash tables, not against an attacker.
#pragma once

#include <cstdint>
#include <string_view>

namespace herald {

// The finalizer of SplitMix64: every input bit reaches every output bit, and no two inputs share an output.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

// Order counts. The odd factor keeps the two sides apart even when one of them is itself an output of mix64:
// without it, hash_combine(mix64(a), b) would equal hash_combine(mix64(b), a).
[[nodiscard]] constexpr std::uint64_t hash_combine(std::uint64_t left, std::uint64_t right) {
  return mix64(left * 0xff51afd7ed558ccdULL ^ mix64(right));
}

// FNV-1a over the bytes, then mixed, because FNV alone leaves the high bits of short texts alike.
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) {
    hash ^= static_cast<std::uint8_t>(c);
    hash *= 0x100000001b3ULL;
  }
  return mix64(hash);
}

// One function of texts for each seed. The seed is not put into FNV's start value: small seeds would then
// cancel against the first letter, and ("a", 0) would equal ("c", 2).
[[nodiscard]] constexpr std::uint64_t stable_hash(std::string_view text, std::uint64_t seed) {
  return hash_combine(seed, stable_hash(text));
}

}  // namespace herald
