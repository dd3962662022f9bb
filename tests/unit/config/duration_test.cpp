#include "config/duration.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsWhatGoWrites) {
  EXPECT_EQ(parse_duration("0"), Duration::zero());
  EXPECT_EQ(parse_duration("90s"), Duration(90s));
  EXPECT_EQ(parse_duration("1m30s"), Duration(90s));
  EXPECT_EQ(parse_duration("1h0m0s"), Duration(1h));
  EXPECT_EQ(parse_duration("1.5h"), Duration(90min));
  EXPECT_EQ(parse_duration(".5s"), Duration(500ms));
  EXPECT_EQ(parse_duration("5.s"), Duration(5s));
  EXPECT_EQ(parse_duration("300ms"), Duration(300ms));
  EXPECT_EQ(parse_duration("7us"), Duration(7us));
  EXPECT_EQ(parse_duration("7\xc2\xb5s"), Duration(7us));  // micro sign
  EXPECT_EQ(parse_duration("7\xce\xbcs"), Duration(7us));  // Greek mu
  EXPECT_EQ(parse_duration("1ns"), Duration(1ns));
  EXPECT_EQ(parse_duration("-1.5s"), Duration(-1500ms));
  EXPECT_EQ(parse_duration("+3s"), Duration(3s));
  EXPECT_EQ(parse_duration("0.1s"), Duration(100ms));  // exact, though no binary fraction is
  EXPECT_EQ(parse_duration("0.000000000000000000001h"), Duration::zero());  // too small to matter
  EXPECT_EQ(parse_duration("2562047h47m16.854775807s"), Duration::max());
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
