#include "core/net/ip_range.h"

#include "tests/unit/net/addresses.h"

#include <vector>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

// The three lowest and three highest addresses of each family, in order: the corners of the number line.
std::vector<IpAddress> corners() {
  std::vector<IpAddress> addresses;
  for (const Family family : {Family::ipv4, Family::ipv6}) {
    for (const unsigned step : {0u, 1u, 2u})
      addresses.push_back(IpAddress::of(family, step));
    for (const unsigned step : {2u, 1u, 0u}) {
      addresses.push_back(IpAddress::of(family, highest_value(family) - step));
    }
  }
  return addresses;
}

std::vector<IpRange> ranges_between_corners() {
  std::vector<IpRange> ranges;
  for (const IpAddress first : corners()) {
    for (const IpAddress last : corners()) {
      if (const auto made = IpRange::make(first, last)) ranges.push_back(*made);
    }
  }
  return ranges;
}

// A range is made of two ends of one family in order, and of nothing else.
TEST(IpRange, MakeRefusesMixedAndBackwards) {
  for (const IpAddress first : corners()) {
    for (const IpAddress last : corners()) {
      const auto made = IpRange::make(first, last);
      ASSERT_EQ(made.has_value(), first.family() == last.family() && first.value() <= last.value());
      if (made) {
        ASSERT_TRUE(made->first() == first && made->last() == last);
      }
    }
  }
}

// It contains what lies between its ends, of its own family.
TEST(IpRange, ContainsWhatLiesBetween) {
  for (const IpRange& range : ranges_between_corners()) {
    for (const IpAddress address : corners()) {
      const bool between = address.family() == range.family() && address.value() >= range.first().value() &&
                           address.value() <= range.last().value();
      ASSERT_EQ(range.contains(address), between) << range.to_string() << " " << address.to_string();
    }
  }
}

// overlap = a shared corner; intersection = exactly the shared ones; containment = nothing outside. All
// ranges here end on corners, so corners witness every one of these.
TEST(IpRange, OverlapAndIntersectionAndContainment) {
  const auto ranges = ranges_between_corners();
  for (const IpRange& a : ranges) {
    for (const IpRange& b : ranges) {
      bool shared = false;
      bool b_outside_a = false;
      const auto both = a.intersection(b);
      for (const IpAddress address : corners()) {
        const bool in_both = a.contains(address) && b.contains(address);
        shared = shared || in_both;
        b_outside_a = b_outside_a || (b.contains(address) && !a.contains(address));
        ASSERT_EQ(both && both->contains(address), in_both) << a.to_string() << " " << b.to_string();
      }
      ASSERT_EQ(a.overlaps(b), shared) << a.to_string() << " " << b.to_string();
      ASSERT_EQ(both.has_value(), shared);
      ASSERT_EQ(a.contains(b), !b_outside_a) << a.to_string() << " " << b.to_string();
      ASSERT_EQ(both, b.intersection(a));
    }
  }
}

// Sizes are exact but for all of IPv6, whose 2^128 reads as 2^128 - 1.
TEST(IpRange, Sizes) {
  EXPECT_EQ(IpRange::single(ip("0.0.0.0")).size(), 1u);
  EXPECT_EQ(IpRange::single(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).size(), 1u);
  EXPECT_EQ(IpRange::all(Family::ipv4).size(), U128{1} << 32);
  EXPECT_EQ(range("192.168.23.220", "192.168.23.223").size(), 4u);
  EXPECT_EQ(range("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff").size(), U128{1} << 64);
  EXPECT_EQ(IpRange::all(Family::ipv6).size(), kU128Max);
  EXPECT_EQ(range("::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").size(), kU128Max);
  EXPECT_EQ(range("::2", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").size(), kU128Max - 1);
}

// Every range says its ends, which can be read again.
TEST(IpRange, Prints) {
  EXPECT_EQ(range("192.168.23.220", "192.168.23.223").to_string(), "192.168.23.220-192.168.23.223");
  EXPECT_EQ(IpRange::single(ip("2001:db8::1")).to_string(), "2001:db8::1-2001:db8::1");
}

// Ranges sort by their first address, then by their last.
TEST(IpRange, Order) {
  const auto ranges = ranges_between_corners();  // built in that order
  for (std::size_t i = 0; i + 1 < ranges.size(); ++i)
    ASSERT_LT(ranges[i], ranges[i + 1]);
}

}  // namespace
}  // namespace herald::net
