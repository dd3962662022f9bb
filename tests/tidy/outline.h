// The skeleton of a C++ file: which scope each token is in, where functions begin and end, what is declared
// at namespace scope. Found by matching braces and looking at what stands before each; see the tests for its
// limits.
#pragma once

#include "tests/tidy/source_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace herald::tidy {

enum class Scope : std::uint8_t { name_space, type, enumeration, function, initializer };

struct Function {
  std::string name;
  int first_line = 0;  // of its signature
  int last_line = 0;   // of its closing brace

  [[nodiscard]] int length() const { return last_line - first_line + 1; }
};

// Tokens [begin, end) of a declaration at namespace scope that ends with a semicolon.
struct Statement {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Outline {
  std::vector<Scope> scopes;  // one for each token
  std::vector<Function> functions;
  std::vector<Statement> declarations;
};

[[nodiscard]] Outline outline(const std::vector<Token>& tokens);

// The end of a template argument list that opens at `open`; `open` itself when it is a comparison.
[[nodiscard]] std::size_t end_of_angles(const std::vector<Token>& tokens, std::size_t open);

// The token that closes the (, [ or { at `open`; the number of tokens when none does.
[[nodiscard]] std::size_t matching(const std::vector<Token>& tokens, std::size_t open);

}  // namespace herald::tidy
