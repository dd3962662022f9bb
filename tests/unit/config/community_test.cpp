#include "config/community.h"

#include <gtest/gtest.h>

namespace herald::config {
namespace {

TEST(Community, HasTheValuesOfTheRfcs) {
  EXPECT_EQ(Community::parse("64500:100"), Community{64500U << 16 | 100});
  EXPECT_EQ(Community::parse("65535:65535"), Community{0xffffffff});
  EXPECT_EQ(Community::parse("no-export"), Community::parse("65535:65281"));      // RFC 1997
  EXPECT_EQ(Community::parse("no-advertise"), Community::parse("65535:65282"));   // RFC 1997
  EXPECT_EQ(Community::parse("no-peer"), Community::parse("65535:65284"));        // RFC 3765
  EXPECT_EQ(Community::parse("graceful-shutdown"), Community::parse("65535:0"));  // RFC 8326
  EXPECT_EQ(Community::parse("blackhole"), Community::parse("65535:666"));        // RFC 7999
}

TEST(Community, RefusesAnythingElse) {
  for (const std::string_view text : {"", ":", "1", "1:", ":1", "1:2:3", "65536:1", "1:65536", "-1:1", "+1:1",
                                      "01:1", "1: 2", "1:2 ", "0x1:1", "No-Export"}) {
    EXPECT_FALSE(Community::parse(text)) << text;
  }
  for (const std::string_view text :
       {"", "1:2", "1:2:3:4", "1:2:4294967296", "1::3", "1:2:03", "no-export"}) {
    EXPECT_FALSE(LargeCommunity::parse(text)) << text;
  }
}

TEST(Community, PrintsWhatItParses) {
  for (const std::string_view name : well_known_community_names()) {
    EXPECT_EQ(Community::parse(name)->to_string(), name);
    EXPECT_EQ(Community::parse(Community::parse(name)->numbers()), Community::parse(name));
  }
  EXPECT_EQ(Community::parse("0:0")->to_string(), "0:0");
  EXPECT_EQ(LargeCommunity::parse("4294967295:0:1")->to_string(), "4294967295:0:1");
}

}  // namespace
}  // namespace herald::config
