#include "runtime/process_stats.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

const std::string kTail =
    " S 1 2 3 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 12345 8192000 321 18446744073709551615 1 1 0 0\n";

TEST(StatLineOf, CountsFieldsFromTheEndOfTheName) {
  for (const char* const name : {"(herald)", "(a b)", "(x) R 1 2 (y)", "()"}) {
    const auto line = parse_stat_line("77 " + std::string(name) + kTail);
    ASSERT_TRUE(line) << name;
    EXPECT_EQ(line->user_ticks, 250U);
    EXPECT_EQ(line->system_ticks, 50U);
    EXPECT_EQ(line->start_ticks, 12345U);
    EXPECT_EQ(line->virtual_bytes, 8'192'000U);
    EXPECT_EQ(line->resident_pages, 321U);
  }
}

TEST(StatLineOf, RefusesWhatIsNotOne) {
  for (const char* const text : {"", "77 herald S 1", "77 (herald) S 1 2 3", "77 (herald)"}) {
    EXPECT_FALSE(parse_stat_line(text)) << text;
  }
}

TEST(ProcessStatsOf, CountTheDescriptorsOfThisProcess) {
  const auto stats = read_process_stats();
  ASSERT_TRUE(stats);
  EXPECT_GE(stats->open_descriptors, 3U);
  EXPECT_LT(stats->open_descriptors, stats->most_descriptors);
}

}  // namespace
}  // namespace herald::runtime
