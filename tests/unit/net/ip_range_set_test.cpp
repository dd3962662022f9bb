// IpRangeSet where the numbers are worth reading; ip_range_set_oracle_test.cpp covers the rest.
#include "core/net/ip_range_set.h"

#include "tests/unit/net/addresses.h"

#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

constexpr U128 kAllOfIpv4 = U128{1} << 32;

std::string text(const IpRangeSet& set) {
  std::string out;
  for (const auto& [first, last] : set.ranges()) {
    out += (out.empty() ? "" : " ") + IpRange::make(first, last)->to_string();
  }
  return out;
}

IpRangeSet set_of(std::initializer_list<IpRange> ranges) {
  IpRangeSet set;
  for (const IpRange& range : ranges)
    set.insert(range);
  return set;
}

// Ranges that touch become one, ranges with a gap stay two, and filling the gap joins them.
TEST(IpRangeSet, JoinsWhatTouches) {
  IpRangeSet set = set_of({range("10.0.0.10", "10.0.0.20"), range("10.0.0.22", "10.0.0.30")});
  EXPECT_EQ(text(set), "10.0.0.10-10.0.0.20 10.0.0.22-10.0.0.30");
  set.insert(IpRange::single(ip("10.0.0.21")));
  EXPECT_EQ(text(set), "10.0.0.10-10.0.0.30");
  EXPECT_EQ(set.size(), 21u);
}

// The last IPv4 address and the first IPv6 address do not touch.
TEST(IpRangeSet, FamiliesNeverJoin) {
  for (const bool v4_first : {true, false}) {
    IpRangeSet set;
    set.insert(v4_first ? IpRange::all(Family::ipv4) : IpRange::all(Family::ipv6));
    set.insert(v4_first ? IpRange::all(Family::ipv6) : IpRange::all(Family::ipv4));
    EXPECT_EQ(set.ranges().size(), 2u);
    EXPECT_EQ(set.size(Family::ipv4), kAllOfIpv4);
    set.erase(IpRange::all(Family::ipv6));
    EXPECT_EQ(text(set), "0.0.0.0-255.255.255.255");
  }
}

// Erasing the middle leaves both ends; erasing what is not there changes nothing.
TEST(IpRangeSet, ErasesFromTheMiddle) {
  IpRangeSet set = set_of({cidr("192.168.1.0/24").range()});
  set.erase(range("192.168.1.100", "192.168.1.149"));
  EXPECT_EQ(text(set), "192.168.1.0-192.168.1.99 192.168.1.150-192.168.1.255");
  EXPECT_EQ(set.size(), 206u);
  set.erase(range("192.168.1.110", "192.168.1.120"));
  set.erase(IpRange::all(Family::ipv6));
  EXPECT_EQ(set.size(), 206u);
}

// Sizes stay exact through everything there is and back: all of both families, then less and less.
TEST(IpRangeSet, SizeSurvivesSaturation) {
  IpRangeSet set = set_of({IpRange::all(Family::ipv6), IpRange::all(Family::ipv4)});
  EXPECT_EQ(set.size(Family::ipv6), kU128Max);
  EXPECT_EQ(set.size(), kU128Max);

  set.erase(IpRange::single(ip("2001:db8::1")));  // 2^128 - 1 are left, and fit exactly
  EXPECT_EQ(set.size(Family::ipv6), kU128Max);
  set.erase(IpRange::single(ip("2001:db8::2")));
  EXPECT_EQ(set.size(Family::ipv6), kU128Max - 1);
  EXPECT_EQ(set.size(), kU128Max) << "with all of IPv4 on top the sum saturates";

  set.erase(cidr("8000::/1").range());
  EXPECT_EQ(set.size(Family::ipv6), (U128{1} << 127) - 2);
  EXPECT_EQ(set.size(), (U128{1} << 127) - 2 + kAllOfIpv4);

  set.insert(IpRange::all(Family::ipv6));
  set.erase(range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  EXPECT_EQ(set.size(Family::ipv6), 1u);
  set.erase(IpRange::all(Family::ipv6));
  set.erase(cidr("0.0.0.0/1").range());
  EXPECT_EQ(set.size(), kAllOfIpv4 / 2);
  set.erase(IpRange::all(Family::ipv4));
  EXPECT_EQ(set.size(), 0u);
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set, IpRangeSet());
}

// Two halves of IPv6 join to all of it, counted once.
TEST(IpRangeSet, HalvesOfIpv6Join) {
  IpRangeSet set = set_of({cidr("8000::/1").range(), cidr("::/1").range()});
  EXPECT_EQ(set.ranges().size(), 1u);
  EXPECT_EQ(set.size(), kU128Max);
  set.erase(cidr("::/1").range());
  EXPECT_EQ(set.size(), U128{1} << 127);
}

// Inserting what is there already counts nothing twice.
TEST(IpRangeSet, InsertTwiceCountsOnce) {
  IpRangeSet set = set_of({range("10.0.0.0", "10.0.0.9"), range("10.0.0.5", "10.0.0.14")});
  set.insert(range("10.0.0.0", "10.0.0.9"));
  EXPECT_EQ(set.size(), 15u);
  EXPECT_EQ(text(set), "10.0.0.0-10.0.0.14");
}

// The nearest member, across gaps and from one family into the next.
TEST(IpRangeSet, NearestMember) {
  const IpRangeSet set = set_of({range("10.0.0.5", "10.0.0.9"), range("2001:db8::", "2001:db8::f")});
  EXPECT_EQ(set.at_or_after(ip("10.0.0.1")), ip("10.0.0.5"));
  EXPECT_EQ(set.at_or_after(ip("10.0.0.7")), ip("10.0.0.7"));
  EXPECT_EQ(set.at_or_after(ip("10.0.0.10")), ip("2001:db8::"));
  EXPECT_EQ(set.at_or_after(ip("2001:db8::10")), std::nullopt);
  EXPECT_EQ(set.at_or_before(ip("10.0.0.4")), std::nullopt);
  EXPECT_EQ(set.at_or_before(ip("::")), ip("10.0.0.9"));
  EXPECT_EQ(set.at_or_before(ip("ffff::")), ip("2001:db8::f"));
}

// An empty set has nothing anywhere.
TEST(IpRangeSet, Empty) {
  const IpRangeSet set;
  EXPECT_TRUE(set.empty());
  EXPECT_EQ(set.size(), 0u);
  EXPECT_EQ(set.lowest(), std::nullopt);
  EXPECT_EQ(set.highest(), std::nullopt);
  EXPECT_EQ(set.at_or_after(IpAddress()), std::nullopt);
  EXPECT_EQ(set.at_or_before(IpAddress::highest(Family::ipv6)), std::nullopt);
  EXPECT_FALSE(set.overlaps(IpRange::all(Family::ipv4)));
}

}  // namespace
}  // namespace herald::net
