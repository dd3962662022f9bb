#include "core/net/cidr.h"

#include "tests/unit/net/addresses.h"

#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

constexpr Family kFamilies[] = {Family::ipv4, Family::ipv6};

// The network mask by definition: bit by bit, without shifting by the width of the type.
U128 mask_of(Family family, int prefix_length) {
  U128 mask = 0;
  for (int bit = 0; bit < address_bits(family); ++bit)
    mask = mask << 1 | (bit < prefix_length ? 1 : 0);
  return mask;
}

// Host bits are masked away at every length, and the block runs from all zeros to all ones.
TEST(Cidr, MasksAtEveryLength) {
  Random random(1);
  for (const Family family : kFamilies) {
    for (int length = 0; length <= address_bits(family); ++length) {
      const U128 mask = mask_of(family, length);
      const IpAddress inside = family == Family::ipv4 ? random_v4(random) : random_v6(random);
      const auto block = Cidr::make(inside, length);
      ASSERT_TRUE(block.has_value());
      EXPECT_EQ(block->address().value(), inside.value() & mask);
      EXPECT_EQ(block->prefix_length(), length);
      EXPECT_EQ(block->family(), family);
      EXPECT_EQ(block->range().first(), block->address());
      EXPECT_EQ(block->range().last().value(), inside.value() | (highest_value(family) & ~mask));
    }
  }
}

// It contains its range and not the neighbours of it.
TEST(Cidr, ContainsExactlyItsRange) {
  Random random(2);
  for (int i = 0; i < 2000; ++i) {
    const IpAddress inside = random_address(random);
    const auto length = static_cast<int>(random.below(static_cast<std::uint64_t>(inside.bits()) + 1));
    const Cidr block = *Cidr::make(inside, length);
    ASSERT_TRUE(block.contains(inside));
    ASSERT_TRUE(block.contains(block.range().first()) && block.contains(block.range().last()));
    if (const auto before = block.range().first().previous()) {
      ASSERT_FALSE(block.contains(*before));
    }
    if (const auto after = block.range().last().next()) {
      ASSERT_FALSE(block.contains(*after));
    }
  }
  EXPECT_FALSE(cidr("0.0.0.0/0").contains(ip("::1")));
  EXPECT_FALSE(cidr("::/0").contains(ip("0.0.0.1")));
}

// The widest and the narrowest blocks.
TEST(Cidr, Extremes) {
  EXPECT_EQ(cidr("1.2.3.4/0").range(), IpRange::all(Family::ipv4));
  EXPECT_EQ(cidr("2001:db8::1/0").range(), IpRange::all(Family::ipv6));
  EXPECT_EQ(cidr("1.2.3.4/32").range(), IpRange::single(ip("1.2.3.4")));
  EXPECT_EQ(cidr("::1/128").range(), IpRange::single(ip("::1")));
  EXPECT_EQ(cidr("255.255.255.255/1").range(), range("128.0.0.0", "255.255.255.255"));
  EXPECT_EQ(cidr("10.0.0.9/31").range(), range("10.0.0.8", "10.0.0.9"));
}

// Equal blocks are equal however they were written.
TEST(Cidr, EqualHoweverWritten) {
  EXPECT_EQ(cidr("192.168.10.77/24"), cidr("192.168.10.0/24"));
  EXPECT_EQ(cidr("2001:DB8:0::ffff/64"), cidr("2001:db8::/64"));
  EXPECT_NE(cidr("192.168.10.0/24"), cidr("192.168.10.0/25"));
}

// Blocks sort by address, the wider first.
TEST(Cidr, Order) {
  const std::vector<Cidr> sorted{cidr("0.0.0.0/0"),    cidr("10.0.0.0/8"), cidr("10.0.0.0/9"),
                                 cidr("10.128.0.0/9"), cidr("::/0"),       cidr("::/128")};
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i)
    EXPECT_LT(sorted[i], sorted[i + 1]);
}

// Print then parse gives the block back, at every length.
TEST(Cidr, RoundTrip) {
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const IpAddress address = random_address(random);
    const auto length = static_cast<int>(random.below(static_cast<std::uint64_t>(address.bits()) + 1));
    const Cidr block = *Cidr::make(address, length);
    ASSERT_EQ(Cidr::parse(block.to_string()), block) << block.to_string();
    ASSERT_EQ(Cidr::parse(address.to_string() + "/" + std::to_string(length)), block);
  }
  EXPECT_EQ(cidr("192.168.10.77/24").to_string(), "192.168.10.0/24");
}

// A length is plain decimal within the family: no sign, space, leading zero or overflow.
TEST(Cidr, Refuses) {
  for (const char* text : {"",
                           "/",
                           "1.2.3.4",
                           "/24",
                           "1.2.3.4/",
                           "1.2.3.4/33",
                           "1.2.3.4/-1",
                           "1.2.3.4/+8",
                           "1.2.3.4/ 8",
                           "1.2.3.4/8 ",
                           "1.2.3.4 /8",
                           "1.2.3.4/08",
                           "1.2.3.4/00",
                           "1.2.3.4/0x8",
                           "1.2.3.4/8/8",
                           "1.2.3.4//8",
                           "1.2.3/8",
                           "1.2.3.4/4294967304",
                           "1.2.3.4/1000",
                           "1.2.3.4/255.0.0.0",
                           "::/129",
                           "::/999",
                           "::/0128",
                           "::/-0",
                           "::1%eth0/64",
                           "::/64,::/65",
                           "::/6a"}) {
    EXPECT_FALSE(Cidr::parse(text)) << '"' << text << '"';
  }
}

// make() refuses lengths the family does not have.
TEST(Cidr, MakeRefuses) {
  for (const int length : {-1, 33, 128, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()}) {
    EXPECT_FALSE(Cidr::make(ip("10.0.0.0"), length)) << length;
  }
  for (const int length : {-1, 129})
    EXPECT_FALSE(Cidr::make(ip("::"), length)) << length;
}

}  // namespace
}  // namespace herald::net
