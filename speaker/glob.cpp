#include "speaker/glob.h"

#include <cstddef>
#include <optional>

namespace herald::speaker {
namespace {

struct Step {
  bool matches;
  std::size_t length;  // of the piece of pattern that stood for one character
};

// The set that `pattern` begins with, without its brackets; a `]` right at the start belongs to it.
std::optional<std::string_view> set_at(std::string_view pattern) {
  const std::size_t first = pattern.starts_with("[!") ? 2 : 1;
  const std::size_t end = pattern.find(']', first + 1);
  if (end == std::string_view::npos) return std::nullopt;
  return pattern.substr(1, end - 1);
}

bool set_contains(std::string_view set, char c) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    if (range ? set[i] <= c && c <= set[i + 2] : set[i] == c) return true;
    if (range) i += 2;
  }
  return false;
}

Step one_character(std::string_view pattern, char c) {
  if (pattern.front() == '?') return {true, 1};
  if (pattern.front() != '[') return {pattern.front() == c, 1};
  const auto set = set_at(pattern);
  if (!set) return {c == '[', 1};
  const bool inverted = set->starts_with('!');
  return {set_contains(set->substr(inverted ? 1 : 0), c) != inverted, set->size() + 2};
}

}  // namespace

// When it goes wrong behind a `*`, that takes one character more: only the last one ever needs to.
bool glob_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::optional<std::size_t> star;
  std::size_t star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      star_end = n;
      continue;
    }
    const Step step = p < pattern.size() ? one_character(pattern.substr(p), name[n]) : Step{false, 0};
    if (!step.matches && !star) return false;
    p = step.matches ? p + step.length : *star;
    n = step.matches ? n + 1 : ++star_end;
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

}  // namespace herald::speaker
