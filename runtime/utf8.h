// Walks text of unknown origin as UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace herald::runtime {

inline constexpr char32_t kReplacement = 0xfffd;

struct CodePoint {
  char32_t value;    // kReplacement for a byte that starts no valid sequence
  std::size_t size;  // bytes taken: at least 1
  bool valid;
};

// The first code point of a text that is not empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text);

}  // namespace herald::runtime
