#include "kube/timestamp.h"

#include "core/base/random.h"

#include <limits>

#include <gtest/gtest.h>

namespace herald::kube {
namespace {

TEST(ParseTime, WhatServersWrite) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:00Z"), UnixSeconds(0));
  EXPECT_EQ(parse_time("2026-11-20T10:44:03Z"), UnixSeconds(1'795'171'443));
  EXPECT_EQ(parse_time("2000-02-29T23:59:59Z"), UnixSeconds(951'868'799));
  EXPECT_EQ(parse_time("1969-12-31T23:59:59Z"), UnixSeconds(-1));
  EXPECT_EQ(parse_micro_time("1970-01-01T00:00:01.000002Z"), UnixMicros(1'000'002));
}

TEST(ParseTime, OddForms) {
  EXPECT_EQ(parse_time("1970-01-01t00:00:00z"), UnixSeconds(0));
  EXPECT_EQ(parse_time("1970-01-01T02:30:00+02:30"), UnixSeconds(0));
  EXPECT_EQ(parse_time("1969-12-31T23:00:00-01:00"), UnixSeconds(0));
  EXPECT_EQ(parse_time("1970-01-01T00:00:00.999999999999Z"), UnixSeconds(0));
  EXPECT_EQ(parse_time("1969-12-31T23:59:59.5Z"), UnixSeconds(-1));
  // A leap second is the second after it, as for every clock without leap seconds.
  EXPECT_EQ(parse_time("2016-12-31T23:59:60Z"), parse_time("2017-01-01T00:00:00Z"));
  EXPECT_EQ(parse_time("0000-01-01T00:00:00Z"), UnixSeconds(-62'167'219'200));
}

TEST(ParseTime, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2026",
                           "2026-11-20",
                           "2026-11-20T10:44:03",
                           "2026-11-20 10:44:03Z",
                           "2026-13-01T00:00:00Z",
                           "2026-02-29T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-01-01T24:00:00Z",
                           "2026-01-01T00:60:00Z",
                           "2026-01-01T00:00:61Z",
                           "2026-01-01T00:00:00.Z",
                           "2026-01-01T00:00:00Z ",
                           " 2026-01-01T00:00:00Z",
                           "2026-01-01T00:00:00+24:00",
                           "2026-01-01T00:00:00+0100",
                           "2026-01-01T00:00:00+01:60",
                           "-026-01-01T00:00:00Z",
                           "20261-01-01T00:00:00Z",
                           "2026-1-01T00:00:00Z"}) {
    EXPECT_EQ(parse_time(text), std::nullopt) << text;
    EXPECT_EQ(parse_micro_time(text), std::nullopt) << text;
  }
}

TEST(FormatTime, Forms) {
  EXPECT_EQ(format_time(UnixSeconds(1'795'171'443)), "2026-11-20T10:44:03Z");
  EXPECT_EQ(format_micro_time(UnixMicros(7)), "1970-01-01T00:00:00.000007Z");
  EXPECT_EQ(format_micro_time(UnixMicros(-1)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(format_time(UnixSeconds(std::numeric_limits<std::int64_t>::max())), "9999-12-31T23:59:59Z");
  EXPECT_EQ(format_time(UnixSeconds(std::numeric_limits<std::int64_t>::min())), "0000-01-01T00:00:00Z");
  EXPECT_EQ(format_micro_time(UnixMicros(std::numeric_limits<std::int64_t>::min())),
            "0000-01-01T00:00:00.000000Z");
}

TEST(FormatTime, RoundTrip) {
  Random random(5);
  for (int round = 0; round < 20'000; ++round) {
    const auto seconds = static_cast<std::int64_t>(random.below(315'569'520'000ULL)) - 62'167'219'200;
    EXPECT_EQ(parse_time(format_time(UnixSeconds(seconds))), UnixSeconds(seconds));
    const std::int64_t micros = seconds * 1'000'000 + static_cast<std::int64_t>(random.below(1'000'000));
    EXPECT_EQ(parse_micro_time(format_micro_time(UnixMicros(micros))), UnixMicros(micros));
  }
}

}  // namespace
}  // namespace herald::kube
