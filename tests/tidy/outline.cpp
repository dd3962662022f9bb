#include "tests/tidy/outline.h"

#include <algorithm>
#include <optional>

namespace herald::tidy {
namespace {

// What stands before an opening brace, as far as it tells what the brace opens. Template arguments,
// attributes and the insides of parentheses are skipped.
struct Head {
  bool empty = true;
  bool opens_namespace = false;
  bool type_key = false;
  bool enum_key = false;
  bool is_operator = false;
  bool assigns = false;
  bool lambda = false;               // `= [...]`
  bool initializes_members = false;  // `Type(...) : a_{1}`
  bool parameters = false;
  std::size_t name = 0;  // where the name stands that is declared, if it is a function or has a value
};

class HeadReader {
 public:
  HeadReader(const std::vector<Token>& tokens, std::size_t begin, std::size_t end)
      : tokens_(tokens), end_(end), at_(begin) {}

  Head read() {
    if (at_ < end_) {
      head_.empty = false;
      head_.opens_namespace = text(at_) == "namespace" ||
                              (text(at_) == "inline" && text(at_ + 1) == "namespace") ||
                              (text(at_) == "extern" && at_ + 1 == end_);
    }
    while (at_ < end_)
      step();
    return head_;
  }

 private:
  [[nodiscard]] std::string_view text(std::size_t index) const {
    return index < end_ ? tokens_[index].text : std::string_view();
  }

  void step() {
    const std::string_view token = text(at_);
    if (token == "operator") return skip_operator_name();
    if (token == "(") return take_group();
    if (token == "[") return take_bracket();
    if (token == "{") return skip_to(matching(tokens_, at_));
    if (token == "<") return skip_to(end_of_angles(tokens_, at_));
    if (token == "class" || token == "struct" || token == "union") head_.type_key = true;
    if (token == "enum") head_.enum_key = true;
    if (token == "=") take_assignment();
    if (token == ":" && head_.parameters) head_.initializes_members = true;
    ++at_;
  }

  [[nodiscard]] std::size_t before_here() const { return at_ > 0 ? at_ - 1 : 0; }

  void skip_to(std::size_t closing) { at_ = std::min(end_, closing) + 1; }

  // operator() ( ... ), operator<( ... ), operator bool( ... )
  void skip_operator_name() {
    head_.is_operator = true;
    ++at_;
    if (text(at_) == "(" && text(at_ + 1) == ")") at_ += 2;
    while (at_ < end_ && text(at_) != "(")
      ++at_;
  }

  void take_group() {
    const std::string_view before = at_ > 0 ? tokens_[at_ - 1].text : std::string_view();
    const bool specifier =
        before == "alignas" || before == "decltype" || before == "explicit" || before == "requires";
    if (!head_.parameters && !specifier && !head_.assigns) {
      head_.parameters = true;
      head_.name = before_here();
    }
    skip_to(matching(tokens_, at_));
  }

  void take_assignment() {
    if (!head_.assigns && !head_.parameters) head_.name = before_here();
    head_.assigns = true;
  }

  void take_bracket() {
    if (head_.assigns) head_.lambda = true;
    skip_to(matching(tokens_, at_));
  }

  const std::vector<Token>& tokens_;
  std::size_t end_;
  std::size_t at_;
  Head head_;
};

bool ends_member_initializer(std::string_view before_brace) {
  return is_word(before_brace) || before_brace == ">";
}

// What a brace opens at namespace or type scope.
Scope opened_by(const Head& head, std::string_view before_brace) {
  if (head.empty) return Scope::initializer;
  if (head.opens_namespace) return Scope::name_space;
  if (head.enum_key && !head.parameters) return Scope::enumeration;
  if (head.type_key && !head.parameters && !head.assigns) return Scope::type;
  if (head.assigns && !head.is_operator) return head.lambda ? Scope::function : Scope::initializer;
  if (!head.parameters) return Scope::initializer;
  if (head.initializes_members && ends_member_initializer(before_brace)) return Scope::initializer;
  return Scope::function;
}

struct Frame {
  Scope scope = Scope::name_space;
  std::size_t head = 0;  // the first token of the declaration under way
  int parentheses = 0;
  std::optional<std::size_t> function;  // opened by this frame
};

class Outliner {
 public:
  explicit Outliner(const std::vector<Token>& tokens) : tokens_(tokens) {}

  Outline run() {
    frames_.push_back({});
    for (at_ = 0; at_ < tokens_.size(); ++at_) {
      result_.scopes.push_back(frames_.back().scope);
      step(tokens_[at_].text);
    }
    return std::move(result_);
  }

 private:
  void step(std::string_view token) {
    Frame& frame = frames_.back();
    if (token == "(") ++frame.parentheses;
    if (token == ")") frame.parentheses = std::max(0, frame.parentheses - 1);
    if (token == "{") open();
    if (token == "}" && frames_.size() > 1) close();
    if (token == ";" && frame.parentheses == 0) end_declaration(frame);
    if (token == ":" && follows_access_word()) frame.head = at_ + 1;
  }

  [[nodiscard]] std::string_view before() const {
    return at_ > 0 ? tokens_[at_ - 1].text : std::string_view();
  }

  [[nodiscard]] bool follows_access_word() const {
    return before() == "public" || before() == "private" || before() == "protected";
  }

  void end_declaration(Frame& frame) {
    if (frame.scope == Scope::name_space && at_ > frame.head)
      result_.declarations.push_back({frame.head, at_});
    frame.head = at_ + 1;
  }

  void open() {
    const Frame& frame = frames_.back();
    Frame inner{.scope = frame.scope, .head = at_ + 1, .parentheses = 0, .function = std::nullopt};
    if (frame.scope == Scope::enumeration || frame.parentheses > 0) inner.scope = Scope::initializer;
    const bool declares =
        (frame.scope == Scope::name_space || frame.scope == Scope::type) && frame.parentheses == 0;
    if (declares) {
      const Head head = HeadReader(tokens_, frame.head, at_).read();
      inner.scope = opened_by(head, before());
      if (inner.scope == Scope::function) inner.function = add_function(frame.head, head);
    } else if (frame.scope == Scope::function) {
      inner.scope = Scope::function;
    }
    frames_.push_back(inner);
  }

  std::size_t add_function(std::size_t begin, const Head& head) {
    result_.functions.push_back(
        {std::string(tokens_[head.name].text), tokens_[begin].line, tokens_[begin].line});
    return result_.functions.size() - 1;
  }

  void close() {
    const Frame closed = frames_.back();
    frames_.pop_back();
    result_.scopes.back() = frames_.back().scope;
    if (closed.function) result_.functions[*closed.function].last_line = tokens_[at_].line;
    // `int x{1};` and `X() : a_{1} {` go on after the brace.
    if (closed.scope != Scope::initializer) frames_.back().head = at_ + 1;
  }

  const std::vector<Token>& tokens_;
  Outline result_;
  std::vector<Frame> frames_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t matching(const std::vector<Token>& tokens, std::size_t open) {
  const std::string_view opening = tokens[open].text;
  const std::string_view closing = opening == "(" ? ")" : opening == "[" ? "]" : "}";
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].text == opening) ++depth;
    if (tokens[i].text == closing && --depth == 0) return i;
  }
  return tokens.size();
}

std::size_t end_of_angles(const std::vector<Token>& tokens, std::size_t open) {
  if (open == 0 || !is_word(tokens[open - 1].text)) return open;
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i].text;
    if (token == "<") ++depth;
    if (token == ">" && --depth == 0) return i;
    if (token == "(" || token == "[") i = matching(tokens, i);
    if (token == ";" || token == "{" || token == "}") break;
  }
  return open;
}

Outline outline(const std::vector<Token>& tokens) {
  return Outliner(tokens).run();
}

}  // namespace herald::tidy
