#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "tests/unit/allocation_count/allocation_count.h"

#include <string_view>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

using tests::allocations_of;

constexpr std::string_view kTexts[] = {"0.0.0.0",
                                       "255.255.255.255",
                                       "::",
                                       "::ffff:255.255.255.255",
                                       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                       "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
                                       "1:2:3::1.2.3.256",
                                       "no address, and longer than any small-string buffer"};

// The counter counts: a test of nothing would pass for ever.
TEST(IpAllocation, IsCounted) {
  EXPECT_EQ(allocations_of([] { ::operator delete(::operator new(100)); }), 1u);
}

// Parsing allocates nothing, for good texts and bad ones.
TEST(IpAllocation, ParsingAllocatesNothing) {
  for (const std::string_view text : kTexts) {
    bool accepted = false;
    EXPECT_EQ(allocations_of([&] { accepted = IpAddress::parse(text).has_value(); }), 0u) << text;
    EXPECT_EQ(allocations_of([&] { accepted = Cidr::parse(text).has_value() || accepted; }), 0u) << text;
  }
}

// Printing allocates nothing.
TEST(IpAllocation, PrintingAllocatesNothing) {
  for (const std::string_view text : kTexts) {
    const auto address = IpAddress::parse(text);
    if (!address) continue;
    std::size_t length = 0;
    EXPECT_EQ(allocations_of([&] { length = address->text().view().size(); }), 0u) << text;
    EXPECT_GT(length, 0u);
  }
}

}  // namespace
}  // namespace herald::net
