#include "config/duration.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsRead) {
  EXPECT_EQ(parse_duration("0"), Duration::zero());
  EXPECT_EQ(parse_duration("90s"), Duration(90s));
  EXPECT_EQ(parse_duration("1m30s"), Duration(90s));
}

TEST(Duration, RefusesWhatHasNoUnitOrNoNumber) {
  for (const std::string_view text : {"", "90", "s", "-", "+", ".", ".s", "1d", "1 s", " 1s", "1s ", "1S",
                                      "1.2.3s", "--1s", "1s2", "1e3s", "0x1s", "infs"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().find("write a number with its unit"), std::string::npos);
  }
}

TEST(Duration, RefusesWhatDoesNotFit) {
  for (const std::string_view text :
       {"2562047h47m16.854775808s", "9223372036854775808ns", "99999999999999999999999999999999999999999999h",
        "2562047h2562047h", "-2562048h"}) {
    const auto parsed = parse_duration(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().find("longer than any duration"), std::string::npos);
  }
}

TEST(Duration, PrintsInTheLargestUnitWithoutFraction) {
  EXPECT_EQ(to_string(Duration::zero()), "0s");
  EXPECT_EQ(to_string(90s), "90s");
  EXPECT_EQ(to_string(1500ms), "1500ms");
  EXPECT_EQ(to_string(Duration(1)), "1ns");
}

}  // namespace
}  // namespace herald::config
