#include "core/bgp/utf8.h"

#include <cstdint>

namespace herald::bgp {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool is_continuation(char c) {
  return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80;
}

// What the first byte of a character says: how many there are, which bits it adds, and the smallest character
// that may be written so; shorter ones written longer are no UTF-8.
struct Lead {
  std::size_t size = 0;
  std::uint32_t bits = 0;
  std::uint32_t smallest = 0;
};

Lead lead_of(std::uint8_t byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >> 5 == 0x06) return {2, byte & 0x1fU, 0x80};
  if (byte >> 4 == 0x0e) return {3, byte & 0x0fU, 0x800};
  if (byte >> 3 == 0x1e) return {4, byte & 0x07U, 0x10000};
  return {};
}

bool is_character(std::uint32_t value) {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

struct Character {
  std::size_t size = 0;  // 0: no character begins here
  std::uint32_t value = 0;
};

Character first_character(std::string_view text) {
  const Lead lead = lead_of(static_cast<std::uint8_t>(text.front()));
  if (lead.size == 0 || lead.size > text.size()) return {};
  std::uint32_t value = lead.bits;
  for (std::size_t i = 1; i < lead.size; ++i) {
    if (!is_continuation(text[i])) return {};
    value = value << 6 | (static_cast<std::uint8_t>(text[i]) & 0x3fU);
  }
  if (value < lead.smallest || !is_character(value)) return {};
  return {lead.size, value};
}

bool is_control(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0);
}

}  // namespace

std::string_view cut_between_characters(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && is_continuation(text[size]))
    --size;
  return text.substr(0, size);
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const Character character = first_character(text);
    if (character.size == 0) {
      shown += kReplacement;
      text.remove_prefix(1);
      continue;
    }
    if (is_control(character.value)) {
      shown += ' ';
    } else {
      shown += text.substr(0, character.size);
    }
    text.remove_prefix(character.size);
  }
  return shown;
}

}  // namespace herald::bgp
