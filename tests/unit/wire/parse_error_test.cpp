#include "core/wire/parse_error.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

// Every reason has a text of its own.
TEST(ParseError, EveryReasonHasAText) {
  std::set<std::string_view> texts;
  for (std::size_t i = 0; i < kParseReasons; ++i) {
    const auto text = text_of(static_cast<ParseReason>(i));
    EXPECT_FALSE(text.empty()) << i;
    EXPECT_TRUE(texts.insert(text).second) << text;
  }
  EXPECT_EQ(static_cast<std::size_t>(ParseReason::link_layer_option_length) + 1, kParseReasons);
}

// A text stands at its reason: the first, one in the middle, the last.
TEST(ParseError, TextsBelongToTheirReasons) {
  EXPECT_EQ(text_of(ParseReason::truncated), "the bytes end before this field does");
  EXPECT_EQ(text_of(ParseReason::icmpv6_checksum), "the ICMPv6 checksum is wrong");
  EXPECT_EQ(text_of(ParseReason::hop_limit_not_255),
            "the hop limit is not 255, so a router may have forwarded this");
  EXPECT_EQ(text_of(ParseReason::link_layer_option_length),
            "an option with an Ethernet address is 8 bytes long");
}

TEST(ParseError, SaysWhereAndWhy) {
  const ParseError error{6, ParseReason::arp_operation};
  EXPECT_EQ(error.to_string(), "byte 6: the ARP operation is neither request nor reply");
}

// Behind an Ethernet header the same field is 14 bytes further.
TEST(ParseError, IsShiftedByWhatComesBefore) {
  EXPECT_EQ((ParseError{6, ParseReason::arp_operation}.behind(14)),
            (ParseError{20, ParseReason::arp_operation}));
}

TEST(ParseErrorDeathTest, NoReasonIsABug) {
  EXPECT_DEATH(static_cast<void>(text_of(static_cast<ParseReason>(kParseReasons))), "broken invariant");
}

}  // namespace
}  // namespace herald::wire
