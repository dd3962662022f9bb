#include "runtime/utf8.h"

namespace herald::runtime {
namespace {

struct Lead {
  std::size_t size;   // 0 when the byte leads nothing
  char32_t bits;      // what it contributes
  char32_t smallest;  // below this the sequence would be overlong
};

Lead classify(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >> 5 == 0x06) return {2, byte & 0x1fU, 0x80};
  if (byte >> 4 == 0x0e) return {3, byte & 0x0fU, 0x800};
  if (byte >> 3 == 0x1e) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

bool is_scalar(char32_t value) {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

}  // namespace

CodePoint first_code_point(std::string_view text) {
  constexpr CodePoint kInvalid{kReplacement, 1, false};
  const Lead lead = classify(static_cast<unsigned char>(text[0]));
  if (lead.size == 0 || lead.size > text.size()) return kInvalid;
  char32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >> 6 != 0x02) return kInvalid;
    value = value << 6 | (byte & 0x3fU);
  }
  if (value < lead.smallest || !is_scalar(value)) return kInvalid;
  return {value, lead.size, true};
}

}  // namespace herald::runtime
