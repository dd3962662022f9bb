// C++ text taken apart as far as rules need it: what is code, comment, literal and directive, and the tokens
// of the code. It is no compiler: it knows neither types nor macros, and trusts that the text compiles.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace herald::tidy {

enum class Kind : std::uint8_t { code, comment, literal, directive };

struct Token {
  std::string_view text;
  int line = 0;
};

struct Include {
  std::string path;
  bool angled = false;
  int line = 0;
};

// The kind of every character. Strings within a directive count as directive, comments as comment.
[[nodiscard]] std::vector<Kind> kinds_of(std::string_view text);

// `text` with the characters of all other kinds replaced by blanks, so that lines and columns stay what they
// are.
[[nodiscard]] std::string only(Kind kind, std::string_view text, const std::vector<Kind>& kinds);

// Words, numbers and punctuation; `::`, `->` and the comparison operators are one token, all else one
// character.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

[[nodiscard]] bool is_word(std::string_view token);
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

class SourceText {
 public:
  SourceText() = default;
  explicit SourceText(std::string_view text);

  [[nodiscard]] const std::vector<Token>& tokens() const { return tokens_; }
  [[nodiscard]] const std::vector<Include>& includes() const { return includes_; }
  // Directives other than #include: conditions and macros.
  [[nodiscard]] const std::vector<Token>& directive_tokens() const { return directive_tokens_; }
  [[nodiscard]] bool has_comment_on(int line) const;
  [[nodiscard]] bool has_code_on(int line) const;  // code, literal or directive

 private:
  void read_directives(std::string_view text);

  // The tokens point into these, wherever this object moves.
  std::unique_ptr<const std::string> code_;
  std::unique_ptr<const std::string> directives_;
  std::vector<Token> tokens_;
  std::vector<Token> directive_tokens_;
  std::vector<Include> includes_;
  std::vector<bool> commented_lines_;
  std::vector<bool> code_lines_;
};

}  // namespace herald::tidy
