#include "tests/tidy/planted.h"
#include "tests/tidy/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(NoFriendsButOperators, FindsFriendsOfTests) {
  EXPECT_THAT(
      places(no_friends_but_operators(planted(
          {{"core/a.h", "class A {\n  friend class B;\n  FRIEND_TEST(A, b);\n  friend void f(A);\n};\n"}}))),
      ElementsAre("core/a.h:2", "core/a.h:3", "core/a.h:4"));
}

TEST(NoFriendsButOperators, PassesOperators) {
  EXPECT_THAT(no_friends_but_operators(planted(
                  {{"core/a.h",
                    "struct A {\n  friend bool operator==(A, A) = default;\n  // friend class B;\n};\n"}})),
              IsEmpty());
}

TEST(ConditionalCompilationIsListed, FindsSwitches) {
  EXPECT_THAT(
      places(conditional_compilation_is_listed(planted(
          {{"core/a.cpp", "#ifdef HERALD_TESTING\n#endif\n#if defined(__linux__) && FAST > 1\n#endif\n"}}))),
      ElementsAre("core/a.cpp:1", "core/a.cpp:3"));
}

TEST(ConditionalCompilationIsListed, PassesFactsAboutThePlatform) {
  EXPECT_THAT(conditional_compilation_is_listed(planted(
                  {{"core/a.cpp", "#if defined(__clang__) || __cpp_lib_format >= 202106L\n#else\n#endif\n"},
                   {"tests/unit/a_test.cpp", "#ifdef ANYTHING\n#endif\n"}})),
              IsEmpty());
}

TEST(CoSpawnOnlyInTaskGroup, FindsItElsewhere) {
  EXPECT_THAT(
      places(co_spawn_only_in_task_group(planted({{"speaker/shell.cpp", "\nasio::co_spawn(e, f(), d);"}}))),
      ElementsAre("speaker/shell.cpp:2"));
}

TEST(CoSpawnOnlyInTaskGroup, PassesTheTaskGroup) {
  EXPECT_THAT(
      co_spawn_only_in_task_group(planted({{"runtime/task_group.cpp", "asio::co_spawn(e, f(), d);"}})),
      IsEmpty());
}

TEST(SkippedTestsSayWhy, FindsSilentOnes) {
  EXPECT_THAT(places(skipped_tests_say_why(planted(
                  {{"tests/a_test.cpp", "TEST(A, B) {\n  GTEST_SKIP();\n}\nTEST(A, DISABLED_C) {}\n"}}))),
              ElementsAre("tests/a_test.cpp:2", "tests/a_test.cpp:4"));
}

TEST(SkippedTestsSayWhy, PassesThoseWithAReason) {
  EXPECT_THAT(
      skipped_tests_say_why(planted({{"tests/a_test.cpp",
                                      "void f() { GTEST_SKIP() << \"no netem\"; }\n"
                                      "// The kernel forgets the address.\nTEST(A, DISABLED_C) {}\n"}})),
      IsEmpty());
}

TEST(TestsDoNotSleep, FindsSleep) {
  EXPECT_THAT(
      places(tests_do_not_sleep(planted({{"tests/a_test.cpp",
                                          "std::this_thread::sleep_for(d);\nusleep(1);\n::sleep(1);\nstd::"
                                          "this_thread::sleep_until(t);\n"}}))),
      ElementsAre("tests/a_test.cpp:1", "tests/a_test.cpp:2", "tests/a_test.cpp:3", "tests/a_test.cpp:4"));
}

TEST(TestsDoNotSleep, PassesTestsThatDrive) {
  EXPECT_THAT(tests_do_not_sleep(planted(
                  {{"tests/a_test.cpp",
                    "machine.step(now + 5s, tick); co_await wakeup.sleep_until(t); // no sleep(1)\n"}})),
              IsEmpty());
}

TEST(ExceptionsToRulesAreNeeded, FindsOneThatIsNot) {
  EXPECT_THAT(exceptions_to_rules_are_needed(planted({{"core/base/check.cpp", "std::abort();"}})),
              testing::Not(IsEmpty()));
}

TEST(ExceptionsToRulesAreNeeded, PassesThoseInUse) {
  EXPECT_THAT(
      places(exceptions_to_rules_are_needed(planted({{"core/base/check.cpp", "std::fprintf(stderr, x);"}}))),
      testing::Not(testing::Contains("core/base/check.cpp:0")));
}

}  // namespace
}  // namespace herald::tidy
