#include "core/net/ip.h"

#include "tests/unit/net/addresses.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herald::net {
namespace {

constexpr Family kFamilies[] = {Family::ipv4, Family::ipv6};

// In an unset address there is no garbage: it is 0.0.0.0.
static_assert(IpAddress() == IpAddress::v4(0));

// Addresses of both families with neighbours and ends among them, so that comparisons meet every case.
std::vector<IpAddress> sample() {
  std::vector<IpAddress> addresses;
  Random random(1);
  for (const Family family : kFamilies) {
    for (const unsigned low : {0u, 1u, 2u}) {
      addresses.push_back(IpAddress::of(family, low));
      addresses.push_back(IpAddress::of(family, highest_value(family) - low));
    }
  }
  addresses.push_back(IpAddress::v6(make_u128(1, 0)));
  addresses.push_back(IpAddress::v6(make_u128(0, ~std::uint64_t{0})));
  for (int i = 0; i < 60; ++i)
    addresses.push_back(random_address(random));
  return addresses;
}

// IPv4 sorts before IPv6; within a family the number decides.
TEST(IpAddress, OrderIsFamilyThenNumber) {
  for (const IpAddress a : sample()) {
    for (const IpAddress b : sample()) {
      const auto expected = a.family() != b.family()
                                ? (a.is_v4() ? std::strong_ordering::less : std::strong_ordering::greater)
                            : a.value() < b.value() ? std::strong_ordering::less
                            : b.value() < a.value() ? std::strong_ordering::greater
                                                    : std::strong_ordering::equal;
      ASSERT_EQ(a <=> b, expected) << a.to_string() << " " << b.to_string();
      ASSERT_EQ(a == b, expected == 0);
      ASSERT_EQ(b <=> a, 0 <=> expected);
    }
  }
}

// The order is transitive: sorted neighbours imply sorted pairs.
TEST(IpAddress, OrderIsTotal) {
  auto sorted = sample();
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    for (std::size_t j = i; j < sorted.size(); ++j)
      ASSERT_LE(sorted[i], sorted[j]);
  }
}

// The same number in the other family is another address.
TEST(IpAddress, FamiliesNeverCompareEqual) {
  EXPECT_NE(ip("0.0.0.1"), ip("::1"));
  EXPECT_NE(ip("192.0.2.1"), ip("::ffff:192.0.2.1"));
}

// next() and previous() undo each other and stop at the ends of the family.
TEST(IpAddress, Neighbours) {
  for (const IpAddress address : sample()) {
    const auto next = address.next();
    ASSERT_EQ(next.has_value(), address != IpAddress::highest(address.family()));
    if (next) {
      ASSERT_EQ(next->value(), address.value() + 1);
      ASSERT_EQ(next->previous(), address);
    }
    const auto previous = address.previous();
    ASSERT_EQ(previous.has_value(), address != IpAddress::lowest(address.family()));
    if (previous) {
      ASSERT_EQ(previous->next(), address);
    }
  }
  EXPECT_EQ(ip("0.255.255.255").next(), ip("1.0.0.0"));
  EXPECT_EQ(ip("0:0:0:1::").previous(), ip("::ffff:ffff:ffff:ffff"));
  EXPECT_EQ(ip("255.255.255.255").next(), std::nullopt);
  EXPECT_EQ(ip("0.0.0.0").previous(), std::nullopt);
  EXPECT_EQ(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").next(), std::nullopt);
  EXPECT_EQ(ip("::").previous(), std::nullopt);
}

// Bytes are in network order, fill the front of the array, and come back.
TEST(IpAddress, BytesRoundTrip) {
  for (const IpAddress address : sample()) {
    const auto bytes = address.bytes();
    const auto width = static_cast<std::size_t>(address.bits() / 8);
    ASSERT_EQ(IpAddress::from_bytes(std::span(bytes).first(width)), address);
    for (std::size_t i = width; i < bytes.size(); ++i)
      ASSERT_EQ(bytes[i], 0);
  }
  EXPECT_THAT(ip("1.2.3.4").bytes(), testing::ElementsAre(1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(ip("102:304:506:708:90a:b0c:d0e:f10").bytes(),
              testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
}

// Only 4 and 16 bytes make an address.
TEST(IpAddress, OtherLengthsAreNoAddress) {
  const std::array<std::uint8_t, 20> bytes{};
  for (std::size_t length = 0; length <= bytes.size(); ++length) {
    const bool right = length == 4 || length == 16;
    EXPECT_EQ(IpAddress::from_bytes(std::span(bytes).first(length)).has_value(), right) << length;
  }
}

// Each special block holds at both of its ends and not one address further.
TEST(IpAddress, SpecialBlocks) {
  struct Block {
    const char* first;
    const char* last;
    bool (IpAddress::*holds)() const;
  };
  constexpr Block kBlocks[] = {
      {"224.0.0.0", "239.255.255.255", &IpAddress::is_multicast},
      {"ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &IpAddress::is_multicast},
      {"127.0.0.0", "127.255.255.255", &IpAddress::is_loopback},
      {"::1", "::1", &IpAddress::is_loopback},
      {"0.0.0.0", "0.0.0.0", &IpAddress::is_unspecified},
      {"::", "::", &IpAddress::is_unspecified},
      {"169.254.0.0", "169.254.255.255", &IpAddress::is_link_local},
      {"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &IpAddress::is_link_local},
      {"::ffff:0.0.0.0", "::ffff:255.255.255.255", &IpAddress::is_v4_mapped},
  };
  for (const Block& block : kBlocks) {
    const IpAddress first = ip(block.first);
    const IpAddress last = ip(block.last);
    EXPECT_TRUE((first.*block.holds)()) << block.first;
    EXPECT_TRUE((last.*block.holds)()) << block.last;
    if (const auto before = first.previous()) {
      EXPECT_FALSE(((*before).*block.holds)()) << block.first;
    }
    if (const auto after = last.next()) {
      EXPECT_FALSE(((*after).*block.holds)()) << block.last;
    }
  }
  EXPECT_FALSE(ip("255.255.0.1").is_v4_mapped());
}

// The ends and widths of the families.
TEST(IpAddress, FamilyFacts) {
  EXPECT_EQ(IpAddress::lowest(Family::ipv4), ip("0.0.0.0"));
  EXPECT_EQ(IpAddress::highest(Family::ipv4), ip("255.255.255.255"));
  EXPECT_EQ(IpAddress::lowest(Family::ipv6), ip("::"));
  EXPECT_EQ(IpAddress::highest(Family::ipv6), ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
  EXPECT_EQ(ip("1.2.3.4").bits(), 32);
  EXPECT_EQ(ip("::1").bits(), 128);
  EXPECT_EQ(family_name(Family::ipv4), "IPv4");
  EXPECT_EQ(family_name(Family::ipv6), "IPv6");
}

// Hashing tells apart what equality tells apart, the families included.
TEST(IpAddress, HashFollowsEquality) {
  std::unordered_set<IpAddress> seen;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    seen.insert(IpAddress::v4(i));
    seen.insert(IpAddress::v6(i));
    seen.insert(IpAddress::v6(make_u128(i + 1, 0)));
    seen.insert(IpAddress::v4(i));
  }
  EXPECT_EQ(seen.size(), 3000u);
  EXPECT_NE(std::hash<IpAddress>{}(ip("0.0.0.1")), std::hash<IpAddress>{}(ip("::1")));
}

// A number that the family does not have is a bug.
TEST(IpAddressDeathTest, BeyondTheFamily) {
  EXPECT_DEATH(static_cast<void>(IpAddress::of(Family::ipv4, U128{1} << 32)), "broken invariant");
}

}  // namespace
}  // namespace herald::net
