#include "tests/tidy/exceptions.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <string>

namespace herald::tidy {
namespace {

std::string_view text_at(const std::vector<Token>& tokens, std::size_t index) {
  return index < tokens.size() ? tokens[index].text : std::string_view();
}

template <std::size_t size>
bool contains(const std::array<std::string_view, size>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool befriends_an_operator(const std::vector<Token>& tokens, std::size_t index) {
  for (std::size_t i = index; i < tokens.size(); ++i) {
    if (tokens[i].text == "operator") return true;
    if (tokens[i].text == ";" || tokens[i].text == "{") return false;
  }
  return false;
}

// Facts about the compiler and the platform; a switch that exists for tests is none.
constexpr std::array<std::string_view, 8> kConditions = {"defined",     "__SIZEOF_INT128__", "__clang__",
                                                         "__GNUC__",    "__linux__",         "__BYTE_ORDER__",
                                                         "__cplusplus", "__has_include"};

bool is_condition(const std::vector<Token>& tokens, std::size_t index) {
  static constexpr std::array<std::string_view, 4> kWords = {"if", "ifdef", "ifndef", "elif"};
  return tokens[index].text == "#" && contains(kWords, text_at(tokens, index + 1));
}

void find_unlisted_conditions(const File& file, std::size_t index, Findings& findings) {
  const std::vector<Token>& tokens = file.source.directive_tokens();
  const int line = tokens[index].line;
  for (std::size_t i = index + 2; i < tokens.size() && tokens[i].line == line; ++i) {
    const std::string word(tokens[i].text);
    const bool number = word.front() >= '0' && word.front() <= '9';
    if (!is_word(word) || number || contains(kConditions, word) || word.starts_with("__cpp_")) continue;
    findings.push_back(
        {file.path, line,
         "compiled differently when " + word +
             " is set: the product is the same in tests and in production; take a parameter instead"});
  }
}

void find_words(const File& file, std::string_view word, const std::string& message, Findings& findings) {
  for (const Token& token : file.source.tokens()) {
    if (token.text == word) findings.push_back({file.path, token.line, message});
  }
}

// A comment on the line, or one that stands alone right above it.
bool has_explanation(const File& file, int line) {
  const bool above = file.source.has_comment_on(line - 1) && !file.source.has_code_on(line - 1);
  return file.source.has_comment_on(line) || above;
}

// A machine that is told to sleep, `wakeup.sleep_until(t)`, is driven like any other; the thread is not to.
bool sleeps(const std::vector<Token>& tokens, std::size_t index) {
  static constexpr std::array<std::string_view, 4> kOfThreads = {"usleep", "nanosleep", "clock_nanosleep",
                                                                 "sleep_for"};
  const std::string_view word = tokens[index].text;
  if (contains(kOfThreads, word)) return true;
  const bool member = index > 0 && (tokens[index - 1].text == "." || tokens[index - 1].text == "->");
  return (word == "sleep" || word == "sleep_until") && text_at(tokens, index + 1) == "(" && !member;
}

}  // namespace

Findings no_friends_but_operators(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_product()) continue;
    const std::vector<Token>& tokens = file.source.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const bool befriends = tokens[i].text == "friend" && !befriends_an_operator(tokens, i);
      if (!befriends && tokens[i].text != "FRIEND_TEST") continue;
      findings.push_back(
          {file.path, tokens[i].line,
           "only operators are friends: test through the public door, or give the part its own type"});
    }
  }
  return findings;
}

Findings conditional_compilation_is_listed(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_product()) continue;
    const std::vector<Token>& tokens = file.source.directive_tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (is_condition(tokens, i)) find_unlisted_conditions(file, i, findings);
    }
  }
  return findings;
}

Findings co_spawn_only_in_task_group(const Repository& repository) {
  // Tests that own the loop have nobody to wait in when the last task of a group shall leave.
  static const std::vector<std::string_view> spawners = {
      "runtime/task_group*", "tests/unit/runtime/**", "tests/integration/controller/api_user.cpp",
      "tests/integration/speaker_io/loop.h", "tests/unit/speaker_io_bgp/bgp_pair.cpp"};
  Findings findings;
  for (const File& file : repository.files()) {
    if (matches_any(spawners, file.path)) continue;
    find_words(file, "co_spawn",
               "coroutines start in runtime/task_group, which waits for them at shutdown: use a TaskGroup",
               findings);
  }
  return findings;
}

Findings skipped_tests_say_why(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    const std::vector<Token>& tokens = file.source.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const bool skips = tokens[i].text == "GTEST_SKIP" && text_at(tokens, i + 3) != "<";
      const bool disabled = tokens[i].text.starts_with("DISABLED_");
      if ((!skips && !disabled) || has_explanation(file, tokens[i].line)) continue;
      findings.push_back({file.path, tokens[i].line,
                          "a test that does not run says why: stream the reason, or "
                          "write it in a comment above"});
    }
  }
  return findings;
}

Findings tests_do_not_sleep(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_test()) continue;
    const std::vector<Token>& tokens = file.source.tokens();
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (!sleeps(tokens, i) || is_excepted(file.path, tokens[i].text)) continue;
      findings.push_back({file.path, tokens[i].line,
                          "no test sleeps: drive the machine to the moment, or wait for the event itself"});
    }
  }
  return findings;
}

Findings exceptions_to_rules_are_needed(const Repository& repository) {
  Findings findings;
  for (const Exception& exception : exceptions()) {
    Findings uses;
    const File* file = repository.find(exception.path);
    if (file != nullptr) find_words(*file, exception.word, "", uses);
    if (!uses.empty()) continue;
    findings.push_back({std::string(exception.path), 0,
                        "does not use `" + std::string(exception.word) +
                            "` any more: remove the exception from tests/tidy/exceptions.cpp"});
  }
  return findings;
}

}  // namespace herald::tidy
