#include "tests/tidy/outline.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "name first-last" for each function.
std::vector<std::string> functions_of(std::string_view text) {
  const SourceText source(text);
  std::vector<std::string> found;
  for (const Function& function : outline(source.tokens()).functions) {
    found.push_back(function.name + " " + std::to_string(function.first_line) + "-" +
                    std::to_string(function.last_line));
  }
  return found;
}

Scope scope_of(std::string_view text, std::string_view word) {
  const SourceText source(text);
  const auto& tokens = source.tokens();
  const auto found =
      std::find_if(tokens.begin(), tokens.end(), [&](const Token& t) { return t.text == word; });
  return outline(tokens).scopes.at(static_cast<std::size_t>(found - tokens.begin()));
}

TEST(Outline, MeasuresFromTheSignatureToTheClosingBrace) {
  EXPECT_THAT(functions_of("int a;\ntemplate <class T>\nT f(T t) {\n  if (t) {\n  }\n  return t;\n}\n"),
              ElementsAre("f 2-7"));
}

TEST(Outline, FindsMembersWithinNamespacesAndTypes) {
  EXPECT_THAT(functions_of("namespace a::b {\nnamespace {\nclass C : public D<int> {\n public:\n  int f() "
                           "const { return 1; }\n"
                           "  int g() noexcept override;\n};\n}\nC::~C() {\n}\n}\n"),
              ElementsAre("f 5-5", "C 9-10"));
}

TEST(Outline, TellsMemberInitializersFromTheBody) {
  EXPECT_THAT(
      functions_of("X::X(int a)\n    : a_{a}, b_(a), C<int>{} {\n  f();\n}\nint after() { return 1; }"),
      ElementsAre("X 1-4", "after 5-5"));
}

TEST(Outline, ReadsOperatorsAndTrailingTypes) {
  EXPECT_THAT(
      functions_of(
          "bool operator<(A a, A b) {\n}\nA& A::operator=(const A& a) {\n}\nvoid A::operator()() {\n}\n"
          "auto f(int a = g({1})) -> std::array<int, 3> {\n}\n"),
      testing::SizeIs(4));
}

TEST(Outline, TakesValuesForValues) {
  EXPECT_THAT(functions_of("constexpr std::array kA = {\n B{1}, {2},\n};\nstruct S {\n  int a{1};\n  "
                           "std::function<void()> f_{};\n"
                           "};\nenum class E : char { a, b };\nint x{1};\n"),
              IsEmpty());
}

TEST(Outline, MeasuresALambdaThatInitializesAConstant) {
  EXPECT_THAT(functions_of("constexpr auto kA = [] {\n  return 1;\n}();\nint f() {\n}\n"),
              ElementsAre("kA 1-3", "f 4-5"));
}

TEST(Outline, MeasuresTests) {
  EXPECT_THAT(functions_of("TEST(A, B) {\n}\n"), ElementsAre("TEST 1-2"));
}

TEST(Outline, KnowsTheScopeOfAToken) {
  EXPECT_EQ(scope_of("namespace a { int x; }", "x"), Scope::name_space);
  EXPECT_EQ(scope_of("extern \"C\" { int x; }", "x"), Scope::name_space);
  EXPECT_EQ(scope_of("struct A { int x; };", "x"), Scope::type);
  EXPECT_EQ(scope_of("enum A { x };", "x"), Scope::enumeration);
  EXPECT_EQ(scope_of("void f() { if (a) { int x; } }", "x"), Scope::function);
  EXPECT_EQ(scope_of("const int a[] = {x};", "x"), Scope::initializer);
  EXPECT_EQ(scope_of("struct A {}; int f() {} int x;", "x"), Scope::name_space);
}

TEST(Outline, ListsDeclarationsAtNamespaceScope) {
  const SourceText source("namespace a {\nint x = f({1});\nvoid g() { int y; }\nint z{1};\n}");
  EXPECT_THAT(outline(source.tokens()).declarations, testing::SizeIs(2));
}

TEST(Outline, SurvivesUnbalancedText) {
  EXPECT_THAT(functions_of("}}} ) ] void f( {"), IsEmpty());
  EXPECT_THAT(functions_of("a < b ; > c <"), IsEmpty());
  EXPECT_THAT(functions_of("(a) { b"), testing::SizeIs(1));
  EXPECT_THAT(functions_of("= [] {"), testing::SizeIs(1));
}

}  // namespace
}  // namespace herald::tidy
