#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Findings words_in(const std::string& path, const std::string& text) {
  return pure_code_uses_no_banned_words(planted({{path, text}}));
}

Findings statics_in(const std::string& text) {
  return pure_code_has_no_mutable_statics(planted({{"core/net/ip.cpp", text}}));
}

TEST(PureCodeUsesNoBannedWords, FindsEachOfThem) {
  for (const std::string text :
       {"auto t = Clock::now();", "std::random_device d;", "std::thread t;", "std::mutex m;", "getenv(x);",
        "sleep(1);", "std::this_thread::sleep_for(d);", "std::cout << 1;", "std::printf(x);", "std::rand();",
        "std::time(nullptr);", "std::unordered_map<int, int> m;", "thread_local int x;", "std::mt19937 g;",
        "std::chrono::system_clock::now();"}) {
    EXPECT_THAT(words_in("controller/brain.cpp", text), testing::Not(IsEmpty())) << text;
  }
}

TEST(PureCodeUsesNoBannedWords, FindsThemInMacros) {
  EXPECT_THAT(places(words_in("core/net/ip.h", "#pragma once\n#define NOW() clock::now()\n")),
              ElementsAre("core/net/ip.h:2"));
}

TEST(PureCodeUsesNoBannedWords, PassesWordsThatOnlyLookAlike) {
  EXPECT_THAT(
      words_in("controller/brain.cpp",
               "// now() and threads\nstep(now, event); asleep(); m.time(); x.thread_count(); \"mutex\";"),
      IsEmpty());
}

TEST(PureCodeUsesNoBannedWords, PassesImpureCodeAndListedExceptions) {
  EXPECT_THAT(words_in("runtime/clock.cpp", "return clock::now();"), IsEmpty());
  EXPECT_THAT(words_in("controller/shell.cpp", "std::thread t;"), IsEmpty());
  EXPECT_THAT(words_in("kube/watcher.cpp", "co_await x;"), IsEmpty());
  EXPECT_THAT(words_in("core/base/check.cpp", "std::fprintf(stderr, x);"), IsEmpty());
  EXPECT_THAT(words_in("core/base/check.h", "std::fprintf(stderr, x);"), testing::SizeIs(1));
}

TEST(PureCodeHasNoMutableStatics, FindsThemEverywhere) {
  for (const std::string text :
       {"static int count = 0;", "int count = 0;", "namespace { std::map<int, int> cache; }",
        "extern int count;", "inline int count{};", "void f() { static int count; }",
        "void f() { static Cache cache(1); }", "struct A { static int count; };",
        "struct A { inline static std::function<void()> f; };", "int A::count = 0;",
        "void f() { auto g = [] { static int n = 0; return ++n; }; }", "constinit int count = 0;"}) {
    EXPECT_THAT(statics_in(text), testing::SizeIs(1)) << text;
  }
}

TEST(PureCodeHasNoMutableStatics, PassesConstantsAndFunctions) {
  EXPECT_THAT(
      statics_in(
          "static constexpr int kA = 1;\n"
          "static const std::map<int, int> kB = {{1, 2}};\n"
          "inline constexpr std::array kC = {1};\n"
          "std::string_view const kD = \"d\";\n"
          "static int f(int a);\n"
          "static std::vector<int> g() { return {}; }\n"
          "struct A { static A of(int); static bool operator()(int); static inline const int k = 1; };\n"
          "static_assert(sizeof(A) == 1);\n"
          "using B = std::vector<A>;\n"
          "__extension__ using C = unsigned __int128;\n"
          "template <class T> T v = {};\n"
          "class D; enum class E : int; struct F {} ;\n"
          "bool operator==(A, A);\n"
          "std::size_t std::hash<A>::operator()(const A& a) const { int x = 0; return x; }\n"
          "std::optional<int> parse(std::string_view text);\n"),
      IsEmpty());
}

}  // namespace
}  // namespace herald::tidy
