#include "tests/tidy/source_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::tidy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words_of(std::string_view text) {
  const SourceText source(text);
  std::vector<std::string> words;
  for (const Token& token : source.tokens())
    words.emplace_back(token.text);
  return words;
}

TEST(SourceText, TakesCommentsOut) {
  EXPECT_THAT(words_of("a // b\nc /* d\n e */ f"), ElementsAre("a", "c", "f"));
  EXPECT_THAT(words_of("a // b \\\n still b\nc"), ElementsAre("a", "c"));
  EXPECT_THAT(words_of("/* never closed"), IsEmpty());
}

TEST(SourceText, TakesLiteralsOut) {
  EXPECT_THAT(words_of(R"(f("a // b", 'c', "\"d");)"), ElementsAre("f", "(", ",", ",", ")", ";"));
  EXPECT_THAT(words_of("x = R\"y(a \" ) // )y\" + 1;"), ElementsAre("x", "=", "R", "+", "1", ";"));
  EXPECT_THAT(words_of("auto s = u8R\"(\n#include <thread>\n)\";"),
              ElementsAre("auto", "s", "=", "u8R", ";"));
}

TEST(SourceText, KnowsDigitSeparatorsFromCharacters) {
  EXPECT_THAT(words_of("1'000'000 + L'x' + 0xff'ff"),
              ElementsAre("1", "'", "000", "'", "000", "+", "L", "+", "0xff", "'", "ff"));
}

TEST(SourceText, AStrayQuoteEndsWithItsLine) {
  EXPECT_THAT(words_of("it's\nfine"), ElementsAre("it", "fine"));
}

TEST(SourceText, TakesDirectivesOut) {
  const SourceText source(
      "#include \"a/b.h\"\n  #  include <set>  // why\n#ifdef X\n#define Y(z) \\\n  z\nint w;\n");
  ASSERT_EQ(source.includes().size(), 2U);
  EXPECT_EQ(source.includes()[0].path, "a/b.h");
  EXPECT_FALSE(source.includes()[0].angled);
  EXPECT_EQ(source.includes()[1].path, "set");
  EXPECT_TRUE(source.includes()[1].angled);
  EXPECT_EQ(source.includes()[1].line, 2);
  ASSERT_EQ(source.tokens().size(), 3U);
  EXPECT_EQ(source.tokens()[0].line, 6);
  ASSERT_EQ(source.directive_tokens().size(), 11U);
  EXPECT_EQ(source.directive_tokens()[1].text, "ifdef");
}

TEST(SourceText, KnowsWhereCommentsAndCodeStand) {
  const SourceText source("// why\nint a;  // here\n\nint b;\n");
  EXPECT_TRUE(source.has_comment_on(1));
  EXPECT_FALSE(source.has_code_on(1));
  EXPECT_TRUE(source.has_comment_on(2));
  EXPECT_TRUE(source.has_code_on(2));
  EXPECT_FALSE(source.has_comment_on(4));
  EXPECT_FALSE(source.has_code_on(400));
}

TEST(SourceText, KeepsOperatorsThatAngleMatchingMustNotSplit) {
  EXPECT_THAT(words_of("a<=>b->c::d>=e&&f>>g"),
              ElementsAre("a", "<=>", "b", "->", "c", "::", "d", ">=", "e", "&&", "f", ">", ">", "g"));
}

TEST(SourceText, SurvivesBeingMoved) {
  SourceText first("int a;");
  const SourceText second = std::move(first);
  EXPECT_EQ(second.tokens()[1].text, "a");
}

}  // namespace
}  // namespace herald::tidy
