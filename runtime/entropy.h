// Randomness from the kernel: seeds for the deterministic generators of pure code, and keys. The only place
// where something unpredictable enters Herald.
#pragma once

#include <cstdint>
#include <span>

namespace herald::runtime {

// Fills `out` with bytes fit for keys. May wait once, early in the machine's boot, for the kernel to gather
// enough.
void fill_random(std::span<std::uint8_t> out);

[[nodiscard]] std::uint64_t random_seed();

}  // namespace herald::runtime
