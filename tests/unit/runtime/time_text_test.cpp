#include "runtime/time_text.h"

#include "core/base/duration.h"

#include <chrono>

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

TEST(TimeText, ADateOfHttpReadsBackAsItself) {
  for (const std::int64_t seconds : {0LL, 784'111'777LL, 951'782'399LL, 1'714'566'896LL, 4'102'444'800LL})
    EXPECT_EQ(parse_http_date(http_date(WallTime(std::chrono::seconds(seconds)))), UnixSeconds(seconds));
  for (const char* const other :
       {"", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT"})
    EXPECT_EQ(parse_http_date(other), std::nullopt) << other;
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
