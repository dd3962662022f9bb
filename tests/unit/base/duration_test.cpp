#include "core/base/duration.h"

#include <gtest/gtest.h>

namespace herald {
namespace {

using namespace std::chrono_literals;

TEST(Duration, ReadsWhatGoWrites) {
  EXPECT_EQ(parse_duration("0"), Duration::zero());
  EXPECT_EQ(parse_duration("90s"), Duration(90s));
  EXPECT_EQ(parse_duration("1m30s"), Duration(90s));
  EXPECT_EQ(parse_duration("1h1m1s1ms1us1ns"), Duration(1h + 1min + 1s + 1ms + 1us + 1ns));
  EXPECT_EQ(parse_duration("1.5h"), Duration(90min));
  EXPECT_EQ(parse_duration(".5s"), Duration(500ms));
  EXPECT_EQ(parse_duration("5.s"), Duration(5s));
  EXPECT_EQ(parse_duration("7\xc2\xb5s"), Duration(7us));  // micro sign
  EXPECT_EQ(parse_duration("7\xce\xbcs"), Duration(7us));  // Greek mu
  EXPECT_EQ(parse_duration("-1.5s"), Duration(-1500ms));
  EXPECT_EQ(parse_duration("+3s"), Duration(3s));
}

TEST(Duration, IsExactToTheNanosecond) {
  EXPECT_EQ(parse_duration("0.1s"), Duration(100ms));  // though no binary fraction is
  EXPECT_EQ(parse_duration("0.000000001s"), Duration(1ns));
  EXPECT_EQ(parse_duration("0.0000000009s"), Duration(0ns));
  EXPECT_EQ(parse_duration("0.123456789123h"), Duration(444'444'440'842ns));
  EXPECT_EQ(parse_duration("0.999999999999999h"), Duration(3'599'999'999'999ns));
  EXPECT_EQ(parse_duration("0.000000000000000000001h"), Duration::zero());
  EXPECT_EQ(parse_duration("2562047h47m16.854775807s"), Duration::max());
}

TEST(Duration, RefusesWhatHasNoUnitOrNoNumber) {
  for (const std::string_view text : {"", "90", "s", "-", "+", ".", ".s", "1d", "1 s", " 1s", "1s ", "1S",
                                      "1.2.3s", "--1s", "1s2", "1e3s", "0x1s", "infs"}) {
    EXPECT_EQ(parse_duration(text), fail(NoDuration::malformed)) << text;
  }
}

TEST(Duration, RefusesWhatDoesNotFit) {
  for (const std::string_view text :
       {"2562047h47m16.854775808s", "9223372036854775808ns", "99999999999999999999999999999999999999999999h",
        "2562047h2562047h", "-2562048h"}) {
    EXPECT_EQ(parse_duration(text), fail(NoDuration::too_long)) << text;
  }
  EXPECT_EQ(parse_duration("2562048h1"), fail(NoDuration::malformed)) << "no duration at all, however long";
}

}  // namespace
}  // namespace herald
