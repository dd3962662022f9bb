#include "runtime/entropy.h"

#include "core/base/check.h"

#include <array>
#include <bit>
#include <cerrno>
#include <sys/random.h>

namespace herald::runtime {

void fill_random(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t filled = ::getrandom(out.data(), out.size(), 0);
    if (filled < 0 && errno == EINTR) continue;
    HERALD_CHECK(filled > 0);  // getrandom has no other failure with valid arguments (getrandom(2))
    out = out.subspan(static_cast<std::size_t>(filled));
  }
}

std::uint64_t random_seed() {
  std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
  fill_random(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

}  // namespace herald::runtime
