#include "config/wording.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace herald::config {
namespace {

constexpr std::size_t kShownBytes = 60;
constexpr std::size_t kLongestGuess = 40;  // nobody misspells a key into something longer

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool is_continuation_byte(char c) {
  return (static_cast<std::uint8_t>(c) & 0xc0) == 0x80;
}

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<std::uint8_t>(c);
  if (c == '\n') {
    out += "\\n";
  } else if (byte < 0x20 || byte == 0x7f) {
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xf];
  } else {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

// Spelling without case and separators, so that peerAddress and peer_address meet peer-address.
std::string squashed(std::string_view word) {
  std::string out;
  for (const char c : word) {
    if (c == '-' || c == '_') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// Insertions, deletions, substitutions and swaps of neighbours between `a` and `b`.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substituted});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before[j - 2] + 1);
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

std::string shown(std::string_view text) {
  std::string_view kept = text.substr(0, kShownBytes);
  if (kept.size() < text.size()) {
    // Never cut a character in two.
    std::size_t end = kept.size();
    while (end > 0 && is_continuation_byte(text[end]))
      --end;
    kept = text.substr(0, end);
  }
  std::string out = "\"";
  for (const char c : kept)
    append_escaped(out, c);
  if (kept.size() < text.size()) out += "...";
  return out + "\"";
}

std::string joined(std::span<const std::string_view> words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    out += words[i];
  }
  return out;
}

std::optional<std::string_view> closest(std::string_view word, std::span<const std::string_view> candidates) {
  if (word.empty() || word.size() > kLongestGuess) return std::nullopt;
  std::optional<std::string_view> best;
  // One mistake in three letters, never more than three: beyond that a guess is noise.
  std::size_t limit = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3));
  const std::string folded = squashed(word);
  for (const std::string_view candidate : candidates) {
    const std::size_t distance = edit_distance(folded, squashed(candidate));
    if (distance > limit || (best && distance == limit)) continue;
    best = candidate;
    limit = distance;
  }
  return best;
}

std::string path_to_key(std::string_view path, std::string_view key) {
  std::string out(path);
  if (key.empty() || key.size() > kShownBytes || !std::ranges::all_of(key, is_word_character)) {
    return out + "[" + shown(key) + "]";
  }
  if (!out.empty()) out += '.';
  out += key;
  return out;
}

std::string path_to_item(std::string_view path, std::size_t index) {
  return std::string(path) + "[" + std::to_string(index) + "]";
}

}  // namespace herald::config
