#include "tests/tidy/source_text.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace herald::tidy {
namespace {

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// One pass over the text; each function is called where its construct begins and leaves `at_` behind it.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text), kinds_(text.size(), Kind::code) {}

  std::vector<Kind> run() {
    while (at_ < text_.size()) {
      if (!take_comment()) take_other();
    }
    return std::move(kinds_);
  }

 private:
  [[nodiscard]] bool looking_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void mark_until(std::size_t end, Kind kind) {
    end = std::min(end, text_.size());
    std::fill(kinds_.begin() + static_cast<std::ptrdiff_t>(at_),
              kinds_.begin() + static_cast<std::ptrdiff_t>(end), kind);
    at_ = end;
  }

  // The newline that ends the line, a backslash before it continues the line.
  [[nodiscard]] std::size_t end_of_line() const {
    std::size_t end = text_.find('\n', at_);
    while (end != std::string_view::npos && end > 0 && text_[end - 1] == '\\')
      end = text_.find('\n', end + 1);
    return end;
  }

  bool take_comment() {
    if (looking_at("//")) {
      mark_until(end_of_line(), Kind::comment);
    } else if (looking_at("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      mark_until(end == std::string_view::npos ? end : end + 2, Kind::comment);
    } else {
      return false;
    }
    return true;
  }

  void take_other() {
    const char c = text_[at_];
    if (c == '#' && line_is_blank_so_far_) {
      take_directive();
    } else if (c == '"') {
      take_string(Kind::literal);
    } else if (c == '\'' && !is_digit_separator()) {
      take_quoted('\'', Kind::literal);
    } else {
      ++at_;
    }
    line_is_blank_so_far_ = c == '\n' || (line_is_blank_so_far_ && (c == ' ' || c == '\t'));
  }

  void take_directive() {
    const std::size_t end = std::min(end_of_line(), text_.size());
    while (at_ < end) {
      if (take_comment()) continue;
      if (text_[at_] == '"') {
        take_quoted('"', Kind::directive);
      } else {
        mark_until(at_ + 1, Kind::directive);
      }
    }
  }

  void take_string(Kind kind) {
    if (!std::string_view(word_before()).ends_with('R')) return take_quoted('"', kind);
    const std::size_t open = text_.find('(', at_);
    if (open == std::string_view::npos) return mark_until(text_.size(), kind);
    const std::string closing = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    const std::size_t end = text_.find(closing, open);
    mark_until(end == std::string_view::npos ? end : end + closing.size(), kind);
  }

  // An unterminated literal ends with its line, so that one stray quote does not swallow the file.
  void take_quoted(char quote, Kind kind) {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2 : 1;
    mark_until(end + 1, kind);
  }

  [[nodiscard]] std::string_view word_before() const {
    std::size_t begin = at_;
    while (begin > 0 && is_word_character(text_[begin - 1]))
      --begin;
    return text_.substr(begin, at_ - begin);
  }

  // 1'000: within a number a quote separates digits. (u8'x' begins with a letter.)
  [[nodiscard]] bool is_digit_separator() const {
    const std::string_view word = word_before();
    return !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0;
  }

  std::string_view text_;
  std::vector<Kind> kinds_;
  std::size_t at_ = 0;
  bool line_is_blank_so_far_ = true;
};

std::size_t token_length(std::string_view text) {
  if (is_word_character(text.front())) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_word_character);
    return static_cast<std::size_t>(end - text.begin());
  }
  static constexpr std::array<std::string_view, 9> kLong = {
      "<=>", "::", "->", "==", "!=", "<=", ">=", "&&", "||"};
  const auto* const found = std::find_if(kLong.begin(), kLong.end(),
                                         [&](std::string_view token) { return text.starts_with(token); });
  return found == kLong.end() ? 1 : found->size();
}

}  // namespace

std::vector<Kind> kinds_of(std::string_view text) {
  return Lexer(text).run();
}

std::string only(Kind kind, std::string_view text, const std::vector<Kind>& kinds) {
  std::string kept(text);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kinds[i] != kind && kept[i] != '\n') kept[i] = ' ';
  }
  return kept;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  int line = 1;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n') ++line;
    if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
      ++at;
      continue;
    }
    const std::size_t length = token_length(text.substr(at));
    tokens.push_back({text.substr(at, length), line});
    at += length;
  }
  return tokens;
}

bool is_word(std::string_view token) {
  return !token.empty() && is_word_character(token.front());
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

SourceText::SourceText(std::string_view text) {
  const std::vector<Kind> kinds = kinds_of(text);
  code_ = std::make_unique<const std::string>(only(Kind::code, text, kinds));
  tokens_ = tokens_of(*code_);
  read_directives(only(Kind::directive, text, kinds));

  std::size_t line = 1;
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 2;
  commented_lines_.resize(lines);
  code_lines_.resize(lines);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
    } else if (kinds[i] == Kind::comment) {
      commented_lines_[line] = true;
    } else if (std::isspace(static_cast<unsigned char>(text[i])) == 0) {
      code_lines_[line] = true;
    }
  }
}

// Takes the includes out and leaves the rest as tokens.
void SourceText::read_directives(std::string_view text) {
  std::string rest;
  int number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    const std::size_t word = line.find_first_not_of("# \t");
    const bool include = word != std::string_view::npos && line.substr(word).starts_with("include");
    const std::size_t open = include ? line.find_first_of("<\"") : std::string_view::npos;
    const std::size_t close = include ? line.find_last_of(">\"") : std::string_view::npos;
    if (open != std::string_view::npos && close > open) {
      includes_.push_back({std::string(line.substr(open + 1, close - open - 1)), line[open] == '<', number});
    } else {
      rest += line;
    }
    rest += '\n';
  }
  directives_ = std::make_unique<const std::string>(std::move(rest));
  directive_tokens_ = tokens_of(*directives_);
}

bool SourceText::has_comment_on(int line) const {
  const auto index = static_cast<std::size_t>(line);
  return index < commented_lines_.size() && commented_lines_[index];
}

bool SourceText::has_code_on(int line) const {
  const auto index = static_cast<std::size_t>(line);
  return index < code_lines_.size() && code_lines_[index];
}

}  // namespace herald::tidy
