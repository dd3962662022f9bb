#include "tests/tidy/exceptions.h"
#include "tests/tidy/include_matrix.h"
#include "tests/tidy/outline.h"
#include "tests/tidy/rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace herald::tidy {
namespace {

constexpr std::string_view kTime = "time comes in as an argument (core/base/time.h)";
constexpr std::string_view kThreads =
    "pure code runs where it is called; threads belong to runtime and the shells";
constexpr std::string_view kChance = "use core/base/random.h with an explicit seed";
constexpr std::string_view kEnvironment = "what pure code knows, it is told";
constexpr std::string_view kOutput = "return a value; the shells log and print";
constexpr std::string_view kOrder =
    "its order differs between runs: use an ordered container, or list an exception "
    "in tests/tidy/exceptions.cpp with the reason why no order can escape";

struct Ban {
  std::string_view word;
  std::string_view instead;
};

constexpr std::array kBannedWords = {
    Ban{"system_clock", kTime},
    Ban{"steady_clock", kTime},
    Ban{"high_resolution_clock", kTime},
    Ban{"gettimeofday", kTime},
    Ban{"clock_gettime", kTime},
    Ban{"localtime", kTime},
    Ban{"sleep", kTime},
    Ban{"sleep_for", kTime},
    Ban{"sleep_until", kTime},
    Ban{"usleep", kTime},
    Ban{"nanosleep", kTime},
    Ban{"thread", kThreads},
    Ban{"jthread", kThreads},
    Ban{"this_thread", kThreads},
    Ban{"thread_local", kThreads},
    Ban{"mutex", kThreads},
    Ban{"shared_mutex", kThreads},
    Ban{"recursive_mutex", kThreads},
    Ban{"timed_mutex", kThreads},
    Ban{"lock_guard", kThreads},
    Ban{"scoped_lock", kThreads},
    Ban{"unique_lock", kThreads},
    Ban{"condition_variable", kThreads},
    Ban{"atomic", kThreads},
    Ban{"async", kThreads},
    Ban{"co_await", kThreads},
    Ban{"random_device", kChance},
    Ban{"mt19937", kChance},
    Ban{"mt19937_64", kChance},
    Ban{"default_random_engine", kChance},
    Ban{"rand", kChance},
    Ban{"srand", kChance},
    Ban{"random_shuffle", kChance},
    Ban{"getenv", kEnvironment},
    Ban{"secure_getenv", kEnvironment},
    Ban{"setenv", kEnvironment},
    Ban{"ifstream", kEnvironment},
    Ban{"ofstream", kOutput},
    Ban{"fopen", kEnvironment},
    Ban{"cout", kOutput},
    Ban{"cerr", kOutput},
    Ban{"clog", kOutput},
    Ban{"printf", kOutput},
    Ban{"fprintf", kOutput},
    Ban{"vprintf", kOutput},
    Ban{"vfprintf", kOutput},
    Ban{"putchar", kOutput},
    Ban{"fwrite", kOutput},
    Ban{"perror", kOutput},
    Ban{"puts", kOutput},
    Ban{"fputs", kOutput},
    Ban{"unordered_map", kOrder},
    Ban{"unordered_set", kOrder},
    Ban{"unordered_multimap", kOrder},
    Ban{"unordered_multiset", kOrder},
};

std::string_view text_at(const std::vector<Token>& tokens, std::size_t index) {
  return index < tokens.size() ? tokens[index].text : std::string_view();
}

const Ban* ban_on(std::string_view word) {
  const auto* const found = std::find_if(kBannedWords.begin(), kBannedWords.end(),
                                         [&](const Ban& ban) { return ban.word == word; });
  return found == kBannedWords.end() ? nullptr : found;
}

// A function without the std:: that names it would be too common a word: `now` is also every step's argument.
bool asks_the_clock(const std::vector<Token>& tokens, std::size_t index) {
  const std::string_view word = tokens[index].text;
  const bool called = text_at(tokens, index + 1) == "(";
  const bool qualified = index > 0 && tokens[index - 1].text == "::";
  return called && (word == "now" || (qualified && (word == "time" || word == "clock")));
}

void find_banned_words(const File& file, const std::vector<Token>& tokens, Findings& findings) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Ban* ban = ban_on(tokens[i].text);
    const bool clock = asks_the_clock(tokens, i);
    if ((ban == nullptr && !clock) || is_excepted(file.path, tokens[i].text)) continue;
    const std::string instead(clock ? kTime : ban->instead);
    findings.push_back(
        {file.path, tokens[i].line, "`" + std::string(tokens[i].text) + "` in pure code: " + instead});
  }
}

// What a declaration says before its name is followed by a value, parameters or its end.
struct Declared {
  bool constant = false;
  bool is_operator = false;
  int words = 0;
  std::string_view stopped_at = ";";
};

Declared read_declaration(const std::vector<Token>& tokens, std::size_t begin) {
  Declared declared;
  for (std::size_t i = begin; i < tokens.size(); ++i) {
    const std::string_view token = tokens[i].text;
    if (token == ";" || token == "=" || token == "{" || token == "(") {
      declared.stopped_at = token;
      break;
    }
    if (token == "const" || token == "constexpr" || token == "consteval") declared.constant = true;
    if (token == "operator") declared.is_operator = true;
    if (token == "<") i = end_of_angles(tokens, i);
    if (token == "[") i = matching(tokens, i);
    if (is_word(token)) ++declared.words;
  }
  return declared;
}

bool opens_no_variable(std::string_view first, std::string_view second) {
  if (first == "__extension__") return opens_no_variable(second, {});
  static constexpr std::array<std::string_view, 15> kWords = {
      "using",  "typedef", "template", "class", "struct", "enum",     "union",        "namespace",
      "friend", "concept", "export",   "asm",   "static", "requires", "static_assert"};
  const auto opens = [](std::string_view word) {
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  };
  return opens(first) || (first == "extern" && opens(second));
}

// `static` makes a variable inside a function, and outside of one unless parameters follow.
bool is_mutable_static(const std::vector<Token>& tokens, const Outline& skeleton, std::size_t index) {
  if (tokens[index].text != "static") return false;
  const Declared declared = read_declaration(tokens, index + 1);
  if (declared.constant || declared.is_operator) return false;
  const Scope scope = skeleton.scopes[index];
  return declared.stopped_at != "(" || scope == Scope::function || scope == Scope::initializer;
}

bool is_mutable_global(const std::vector<Token>& tokens, const Statement& statement) {
  if (opens_no_variable(tokens[statement.begin].text, text_at(tokens, statement.begin + 1))) return false;
  const Declared declared = read_declaration(tokens, statement.begin);
  return !declared.constant && !declared.is_operator && declared.stopped_at != "(" && declared.words >= 2;
}

}  // namespace

Findings pure_code_uses_no_banned_words(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_cpp() || !is_pure(file.path)) continue;
    find_banned_words(file, file.source.tokens(), findings);
    find_banned_words(file, file.source.directive_tokens(), findings);
  }
  return findings;
}

Findings pure_code_has_no_mutable_statics(const Repository& repository) {
  Findings findings;
  for (const File& file : repository.files()) {
    if (!file.is_cpp() || !is_pure(file.path)) continue;
    const std::vector<Token>& tokens = file.source.tokens();
    const Outline skeleton = outline(tokens);
    const auto add = [&](int line) {
      findings.push_back(
          {file.path, line, "mutable state outside of any object: make it const, or a member"});
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (is_mutable_static(tokens, skeleton, i)) add(tokens[i].line);
    }
    for (const Statement& statement : skeleton.declarations) {
      if (is_mutable_global(tokens, statement)) add(tokens[statement.begin].line);
    }
  }
  return findings;
}

}  // namespace herald::tidy
