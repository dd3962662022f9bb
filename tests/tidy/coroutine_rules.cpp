// The closure of a lambda dies at the end of the expression that made it; a coroutine that it became goes on
// and reads captures that are gone. Named functions take what they need by value.
#include "tests/tidy/outline.h"
#include "tests/tidy/rules.h"

#include <string>

namespace herald::tidy {
namespace {

struct Lambda {
  std::size_t introducer = 0;  // its [
  std::size_t body = 0;        // its {
  bool captures = false;
};

bool is_subscript(const std::vector<Token>& tokens, std::size_t bracket) {
  if (bracket == 0) return false;
  const std::string_view before = tokens[bracket - 1].text;
  if (before == "return" || before == "co_return" || before == "co_await" || before == "co_yield")
    return false;
  return is_word(before) || before == ")" || before == "]" || before == "[";
}

// What stands between the captures and the body of a lambda, apart from its parameters.
bool may_precede_body(std::string_view token) {
  return is_word(token) || token == "->" || token == "::" || token == "<" || token == ">" || token == "," ||
         token == "*" || token == "&";
}

// The lambda whose introducer is at `bracket`; its body is the number of tokens when there is no lambda.
Lambda lambda_at(const std::vector<Token>& tokens, std::size_t bracket) {
  Lambda lambda{.introducer = bracket, .body = tokens.size(), .captures = false};
  const bool attribute = bracket + 1 < tokens.size() && tokens[bracket + 1].text == "[";
  if (tokens[bracket].text != "[" || attribute || is_subscript(tokens, bracket)) return lambda;
  std::size_t at = matching(tokens, bracket);
  lambda.captures = at > bracket + 1;
  for (++at; at < tokens.size() && tokens[at].text != "{"; ++at) {
    if (tokens[at].text == "(") {
      at = matching(tokens, at);
    } else if (!may_precede_body(tokens[at].text)) {
      return lambda;
    }
  }
  lambda.body = at;
  return lambda;
}

bool is_coroutine_word(std::string_view word) {
  return word == "co_await" || word == "co_return" || word == "co_yield";
}

// A body of its own; what lambdas within it do is their own affair.
bool is_coroutine(const std::vector<Token>& tokens, const Lambda& lambda) {
  for (std::size_t i = lambda.introducer; i < lambda.body; ++i) {
    if (tokens[i].text == "awaitable") return true;
  }
  const std::size_t end = matching(tokens, lambda.body);
  for (std::size_t i = lambda.body; i < end; ++i) {
    if (is_coroutine_word(tokens[i].text)) return true;
    const Lambda inner = lambda_at(tokens, i);
    if (inner.body < tokens.size()) i = matching(tokens, inner.body);
  }
  return false;
}

}  // namespace

Findings no_capturing_lambda_coroutines(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    const std::vector<Token>& tokens = file.source.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Lambda lambda = lambda_at(tokens, i);
      if (!lambda.captures || lambda.body >= tokens.size() || !is_coroutine(tokens, lambda)) continue;
      findings.push_back(
          {file.path, tokens[i].line,
           "a capturing lambda is a coroutine here, and its captures die before it does: make it a "
           "named function that takes what it needs by value"});
    }
  }
  return findings;
}

}  // namespace herald::tidy
