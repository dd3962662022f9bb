#include "kube/decode_scan.h"

#include <array>

namespace herald::kube {
namespace {

// A table, because this loop sees every byte of every list and watch.
constexpr auto kMarks = [] {
  std::array<bool, 256> marks{};
  for (const char c : std::string_view("\",:[]{}"))
    marks[static_cast<unsigned char>(c)] = true;
  return marks;
}();

constexpr auto kStringMarks = [] {
  std::array<bool, 256> marks{};
  for (const char c : std::string_view("\"\\"))
    marks[static_cast<unsigned char>(c)] = true;
  return marks;
}();

std::size_t skip_to(std::string_view text, std::size_t at, const std::array<bool, 256>& marks) {
  while (at < text.size() && !marks[static_cast<unsigned char>(text[at])])
    ++at;
  return at;
}

bool is_key(std::string_view text, std::string_view key) {
  text = trim_json(text);
  return text.size() == key.size() + 2 && text.front() == '"' && text.back() == '"' &&
         text.substr(1, key.size()) == key;
}

}  // namespace

std::string_view trim_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kJsonSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kJsonSpace) - first + 1);
}

std::size_t NestingScanner::finish_string(std::string_view text, std::size_t from) {
  std::size_t at = from;
  if (escaped_ && at < text.size()) {
    escaped_ = false;
    ++at;
  }
  while ((at = skip_to(text, at, kStringMarks)) < text.size()) {
    if (text[at] == '"') {
      in_string_ = false;
      return at + 1;
    }
    escaped_ = at + 1 == text.size();
    at += 2;
  }
  return text.size();
}

void NestingScanner::note(char c) {
  found_ = c;
  if (c == '{' || c == '[') ++depth_;
  if (c != '}' && c != ']') return;
  if (depth_ == 0) {
    underflowed_ = true;
  } else {
    --depth_;
  }
}

std::size_t NestingScanner::next(std::string_view text, std::size_t from) {
  found_ = 0;
  std::size_t at = from;
  while (true) {
    if (in_string_) at = finish_string(text, at);
    at = skip_to(text, at, kMarks);
    if (at >= text.size()) return text.size();
    if (text[at] != '"') break;
    in_string_ = true;
    ++at;
  }
  note(text[at]);
  return at + 1;
}

std::optional<std::string_view> find_member(std::string_view text, std::string_view key) {
  NestingScanner scanner;
  std::size_t at = scanner.next(text, 0);
  if (scanner.found() != '{' || !trim_json(text.substr(0, at - 1)).empty()) return std::nullopt;
  bool wanted = false;
  for (std::size_t begin = at; at < text.size();) {
    at = scanner.next(text, at);
    const bool at_top = scanner.depth() == 1;
    const bool closing = scanner.depth() == 0;
    if (scanner.found() == 0 || scanner.underflowed()) return std::nullopt;
    if (at_top && scanner.found() == ':') {
      wanted = is_key(text.substr(begin, at - 1 - begin), key);
      begin = at;
    } else if (closing || (at_top && scanner.found() == ',')) {
      if (wanted) return trim_json(text.substr(begin, at - 1 - begin));
      if (closing) return std::nullopt;
      begin = at;
    }
  }
  return std::nullopt;
}

}  // namespace herald::kube
