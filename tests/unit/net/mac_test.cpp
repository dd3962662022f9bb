#include "core/net/mac.h"

#include "core/base/random.h"

#include <algorithm>
#include <cctype>
#include <string>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

MacAddress random_mac(Random& random) {
  MacAddress::Bytes bytes{};
  for (auto& byte : bytes)
    byte = static_cast<std::uint8_t>(random.next());
  return MacAddress(bytes);
}

// Pairs of lower-case hex digits with colons.
TEST(MacAddress, Prints) {
  EXPECT_EQ(MacAddress().to_string(), "00:00:00:00:00:00");
  EXPECT_EQ(MacAddress({0x02, 0x42, 0xac, 0x1f, 0x00, 0x9e}).to_string(), "02:42:ac:1f:00:9e");
  EXPECT_EQ(MacAddress::broadcast().to_string(), "ff:ff:ff:ff:ff:ff");
}

// Print then parse gives the address back; dashes and capitals mean the same.
TEST(MacAddress, RoundTrip) {
  Random random(1);
  for (int i = 0; i < 10'000; ++i) {
    const MacAddress mac = random_mac(random);
    std::string text = mac.to_string();
    ASSERT_EQ(MacAddress::parse(text), mac);
    std::ranges::replace(text, ':', '-');
    for (char& c : text)
      c = static_cast<char>(std::toupper(c));
    ASSERT_EQ(MacAddress::parse(text), mac) << text;
  }
}

// Nothing but six full pairs with one kind of separator.
TEST(MacAddress, Refuses) {
  for (const char* text :
       {"", "02:42:ac:1f:00", "02:42:ac:1f:00:9e:01", "2:42:ac:1f:0:9e", "0242ac1f009e", "0242.ac1f.009e",
        "02:42-ac:1f:00:9e", "02-42:ac-1f-00-9e", "02 42 ac 1f 00 9e", "02:42:ac:1f:00:9g",
        "02:42:ac:1f:00:-1", " 2:42:ac:1f:00:9e", "02:42:ac:1f:00:9e ", "02:42:ac:1f:009:e",
        "0x:42:ac:1f:00:9e", ":02:42:ac:1f:00:9"}) {
    EXPECT_FALSE(MacAddress::parse(text)) << '"' << text << '"';
  }
}

// Damage to any one character is refused or gives another address, never the same one.
TEST(MacAddress, EveryCharacterCounts) {
  const std::string good = "02:42:ac:1f:00:9e";
  const auto mac = MacAddress::parse(good);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (int c = 0; c < 128; ++c) {
      std::string text = good;
      text[at] = static_cast<char>(c);
      if (std::tolower(c) == good[at]) continue;
      const auto parsed = MacAddress::parse(text);
      ASSERT_NE(parsed, mac) << text;
      const bool both_hex = std::isxdigit(c) != 0 && good[at] != ':';
      ASSERT_EQ(parsed.has_value(), both_hex) << text;
    }
  }
}

// The lowest bit of the first byte marks groups; broadcast is one.
TEST(MacAddress, Multicast) {
  EXPECT_TRUE(MacAddress::broadcast().is_multicast());
  EXPECT_TRUE(MacAddress({0x33, 0x33, 0, 0, 0, 1}).is_multicast());
  EXPECT_TRUE(MacAddress({0x01, 0x00, 0x5e, 0, 0, 1}).is_multicast());
  EXPECT_FALSE(MacAddress({0x02, 0x01, 0x01, 0x01, 0x01, 0x01}).is_multicast());
  EXPECT_FALSE(MacAddress().is_multicast());
}

// The order is that of the bytes, the first byte weighing most.
TEST(MacAddress, OrderIsThatOfTheBytes) {
  Random random(2);
  for (int i = 0; i < 1000; ++i) {
    const MacAddress a = random_mac(random);
    const MacAddress b = random_mac(random);
    ASSERT_EQ(a < b, a.to_string() < b.to_string());
    ASSERT_EQ(a == b, a.bytes() == b.bytes());
  }
}

}  // namespace
}  // namespace herald::net
