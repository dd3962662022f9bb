// Lists of words as the completion scripts write them.
#pragma once

#include "cli/completion.h"

#include <string>
#include <string_view>
#include <vector>

namespace herald::cli {

[[nodiscard]] inline std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += separator;
    text += word;
  }
  return text;
}

// In single quotes, for any of the shells: what is not ours to quote (') becomes a typographic one.
[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text)
    out += c == '\'' ? std::string("’") : std::string(1, c);
  return out + "'";
}

// With a backslash before each of `special`.
[[nodiscard]] inline std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace herald::cli
