#include "runtime/time_text.h"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kTime{std::chrono::microseconds(1'714'566'896'000'042)};

TEST(TimeText, IsWhatKubernetesAndHttpWrite) {
  EXPECT_EQ(rfc3339_micro(kTime), "2024-05-01T12:34:56.000042Z");
  EXPECT_EQ(rfc3339(unix_seconds(kTime)), "2024-05-01T12:34:56Z");
  EXPECT_EQ(rfc3339(UnixSeconds(951'782'399)), "2000-02-28T23:59:59Z");
  EXPECT_EQ(rfc3339(UnixSeconds(951'782'400)), "2000-02-29T00:00:00Z");
  EXPECT_EQ(http_date(WallTime(784111777s)), "Sun, 06 Nov 1994 08:49:37 GMT");  // the example of RFC 9110
}

TEST(ParseDuration, ReadsWhatGoReads) {
  const std::array cases = {
      std::pair{std::string_view("0"), Duration::zero()},
      std::pair{std::string_view("0s"), Duration::zero()},
      std::pair{std::string_view("1m30s"), Duration(90s)},
      std::pair{std::string_view("1.5h"), Duration(90min)},
      std::pair{std::string_view("300ms"), Duration(300ms)},
      std::pair{std::string_view("2us5ns"), Duration(2005ns)},
      std::pair{std::string_view("1h1m1s1ms1us1ns"), Duration(1h + 1min + 1s + 1ms + 1us + 1ns)},
      std::pair{std::string_view("0.000000001s"), Duration(1ns)},
      std::pair{std::string_view("0.0000000009s"), Duration(0ns)},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(parse_duration(text), expected) << text;
}

TEST(ParseDuration, RefusesTheRest) {
  for (const std::string_view text : {"", "1", "s", "-1s", "+1s", "1 s", "1s ", "1x", "1.s", ".5s", "1s2",
                                      "9999999h", "99999999999999999999s", "9223372036s9223372036s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(DurationText, ReadsBackAsItself) {
  EXPECT_EQ(to_text(90s), "1m30s");
  EXPECT_EQ(to_text(250ms), "250ms");
  EXPECT_EQ(to_text(0s), "0s");
  EXPECT_EQ(to_text(1h), "1h");
  for (const Duration value : {Duration(1ns), Duration(1500us), Duration(2s + 1ms), Duration(25h + 3ns)}) {
    EXPECT_EQ(parse_duration(to_text(value)), value);
  }
}

}  // namespace
}  // namespace herald::runtime
