#include "config/text_check.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

using namespace std::string_view_literals;

// What is said first; empty when nothing is.
std::string complaint(std::string_view text) {
  Report report;
  check_text(text, {}, report);
  return report.has_errors() ? report.errors().front().to_string() : "";
}

TEST(TextCheck, PassesCleanText) {
  for (const std::string_view text : {""sv, "a: b\n"sv, "a:\r\n- b\r\n"sv, "a:\tb"sv, "\xc3\xa4"sv,
                                      "\xef\xbf\xbd"sv, "\xf4\x8f\xbf\xbf"sv, "a: \xc2\xa0"sv}) {
    EXPECT_EQ(complaint(text), "") << text;
  }
}

TEST(TextCheck, NamesThePlaceOfWhatCannotBeSeen) {
  EXPECT_EQ(complaint("a: b\nc\0d\n"sv), "config:2:2: a NUL byte; the text is not UTF-8, or is damaged");
  EXPECT_EQ(complaint("a: \x04"), "config:1:4: the control character U+0004; delete it");
  EXPECT_EQ(complaint("a: \x7f"), "config:1:4: the control character U+007F; delete it");
  EXPECT_EQ(complaint("a: b\rc: d\r"),
            "config:1:5: a carriage return without a line feed; save the file with Unix line ends");
  EXPECT_EQ(
      complaint("a:\n \xc2\xa0- b\n"),
      "config:2:2: a no-break space (U+00A0) in the indentation, as web pages have them; use plain spaces");
}

// Unicode, table 3-7: overlong forms, surrogates, beyond U+10FFFF, stray and missing continuations.
TEST(TextCheck, RefusesWhatIsNotUtf8) {
  for (const std::string_view text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xe2\x82",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xfe", "\xff"}) {
    EXPECT_NE(complaint(text).find("is not UTF-8; save the file as UTF-8"), std::string::npos);
  }
  EXPECT_EQ(complaint("a: b\n  \xff\xfe"), "config:2:3: the byte 0xFF is not UTF-8; save the file as UTF-8");
}

TEST(TextCheck, BoundsWhatTheLibraryWouldBuffer) {
  Report report;
  check_text("[a, b, c]", Limits{.flow_characters = 4}, report);
  EXPECT_FALSE(report.has_errors());
  check_text("[a, b, c]", Limits{.flow_characters = 3}, report);
  EXPECT_TRUE(report.has_errors());
}

TEST(TextCheck, LooksThroughOneByteOrderMark) {
  EXPECT_EQ(without_byte_order_mark("\xef\xbb\xbfx"), "x");
  EXPECT_EQ(without_byte_order_mark("x"), "x");
}

}  // namespace
}  // namespace herald::config
