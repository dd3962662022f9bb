#include "config/text_check.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace herald::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

std::uint8_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<std::uint8_t>(text[i]);
}

// The length of the well-formed UTF-8 sequence at `i` (Unicode table 3-7: no overlong forms, no surrogates,
// nothing beyond U+10FFFF), or 0.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const std::uint8_t lead = byte_at(text, i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() - i < length) return 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  for (std::size_t k = 1; k < length; ++k) {
    const std::uint8_t byte = byte_at(text, i + k);
    if (byte < low || byte > high) return 0;
    low = 0x80;
    high = 0xbf;
  }
  return length;
}

std::string hexadecimal(std::uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return {kDigits[byte >> 4], kDigits[byte & 0xf]};
}

// What to say about the character at `i`; empty when there is nothing wrong with it.
std::string complaint(std::string_view text, std::size_t i, bool in_indentation) {
  const std::uint8_t byte = byte_at(text, i);
  if (byte == '\r') {
    if (i + 1 < text.size() && text[i + 1] == '\n') return "";
    return "a carriage return without a line feed; save the file with Unix line ends";
  }
  if (byte == 0) return "a NUL byte; the text is not UTF-8, or is damaged";
  if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) {
    return "the control character U+00" + hexadecimal(byte) + "; delete it";
  }
  if (in_indentation && text.substr(i).starts_with(kNoBreakSpace)) {
    return "a no-break space (U+00A0) in the indentation, as web pages have them; use plain spaces";
  }
  return "";
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

void check_text(std::string_view text, const Limits& limits, Report& report) {
  if (text.size() > limits.text_bytes) {
    report.error({}, "the text has " + std::to_string(text.size()) + " bytes; at most " +
                         std::to_string(limits.text_bytes) + " are read");
    return;
  }
  const auto flow = std::ranges::count_if(
      text, [](char c) { return std::string_view("[]{},").find(c) != std::string_view::npos; });
  if (static_cast<std::size_t>(flow) > limits.flow_characters) {
    report.error({}, "more than " + std::to_string(limits.flow_characters) +
                         " of the characters [ ] { } and comma; write lists with one entry on each line");
    return;
  }
  Position at{1, 1};
  bool in_indentation = true;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    const std::string wrong =
        length == 0 ? "the byte 0x" + hexadecimal(byte_at(text, i)) + " is not UTF-8; save the file as UTF-8"
                    : complaint(text, i, in_indentation);
    if (!wrong.empty()) report.error({at, ""}, wrong);
    const bool line_ends = text[i] == '\n';
    in_indentation = line_ends || (in_indentation && (text[i] == ' ' || text[i] == '-'));
    at = line_ends ? Position{at.line + 1, 1}
                   : Position{at.line, at.column + static_cast<int>(std::max<std::size_t>(1, length))};
    i += std::max<std::size_t>(1, length);
  }
}

}  // namespace herald::config
