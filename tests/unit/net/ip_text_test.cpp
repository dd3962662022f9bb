// Texts of addresses: what is printed, what is read, and that both agree with the C library.
#include "core/net/ip.h"
#include "tests/unit/net/addresses.h"

#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace herald::net {
namespace {

// The second opinion on what a text means.
std::optional<IpAddress> libc_parse(const std::string& text) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return IpAddress::from_bytes(std::span(bytes).first(4));
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return IpAddress::from_bytes(bytes);
  return std::nullopt;
}

std::string libc_print(IpAddress address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto bytes = address.bytes();
  inet_ntop(address.is_v4() ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

// ::a.b.c.d (RFC 4291 section 2.5.5.1, deprecated): the C library still prints these dotted, RFC 5952 does
// not.
bool is_v4_compatible(IpAddress address) {
  return address.is_v6() && address.value() >> 32 == 0 && address.value() >> 16 != 0;
}

void expect_agreement(const std::string& text) {
  ASSERT_EQ(IpAddress::parse(text), libc_parse(text)) << '"' << text << '"';
}

void expect_round_trip(IpAddress address) {
  const std::string text = address.to_string();
  ASSERT_EQ(IpAddress::parse(text), address) << text;
  if (!is_v4_compatible(address)) {
    ASSERT_EQ(text, libc_print(address));
  }
}

// RFC 5952 section 4: lower case, no leading zeros, the longest zero run, the first of equals, never one
// group.
TEST(IpText, PrintsAsRfc5952Says) {
  struct Case {
    std::string_view read;
    std::string_view printed;
  };
  constexpr Case kCases[] = {
      {"2001:0DB8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:db8::0:1", "2001:db8::1"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"1:0:0:0:0:0:0:0", "1::"},
      {"0:1:0:0:0:0:0:0", "0:1::"},
      {"0:0:1:2:3:4:5:6", "::1:2:3:4:5:6"},
      {"1:2:3:4:5:6:0:0", "1:2:3:4:5:6::"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::ffff:c000:201", "::ffff:192.0.2.1"},
      {"::ffff:0:0", "::ffff:0.0.0.0"},
      {"::192.0.2.1", "::c000:201"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"10.9.100.99", "10.9.100.99"},
  };
  for (const Case& test : kCases)
    EXPECT_EQ(ip(test.read).to_string(), test.printed);
}

// What is no address is refused, above all what looser parsers guess at.
TEST(IpText, Refuses) {
  constexpr std::string_view kTexts[] = {"",
                                         " ",
                                         "1",
                                         "1.2.3",
                                         "1.2.3.4.5",
                                         "1.2.3.4.",
                                         ".1.2.3.4",
                                         "1..2.3",
                                         "256.1.1.1",
                                         "1.1.1.256",
                                         "01.2.3.4",
                                         "1.2.3.00",
                                         "1.2.3.0x1",
                                         "1.2.3.4 ",
                                         " 1.2.3.4",
                                         "+1.2.3.4",
                                         "1.2.3.-4",
                                         "1,2,3,4",
                                         "0x7f.1",
                                         "1.2.3.4/24",
                                         "1234.1.1.1",
                                         ":",
                                         ":::",
                                         "1:",
                                         ":1",
                                         "1::2::3",
                                         "1:::2",
                                         "1:2:3:4:5:6:7",
                                         "g::",
                                         "12345::",
                                         "00001::",
                                         "::1%eth0",
                                         "[::1]",
                                         "::1/64",
                                         "1:2:3:4:5:6:7:8:9",
                                         ":1::",
                                         "::1:",
                                         "1:2:3:4:5:6:7:8::",
                                         "::1:2:3:4:5:6:7:8",
                                         "1:2:3:4::5:6:7:8",
                                         "1.2.3.4::",
                                         "::1.2.3",
                                         "::1.2.3.4:5",
                                         "1:2:3:4:5:6:7:1.2.3.4",
                                         "::1.2.3.256",
                                         "::01.2.3.4",
                                         "1.2.3.4:1::",
                                         "1:2:3:4:5:6:7::1.2.3.4"};
  for (const std::string_view text : kTexts)
    EXPECT_FALSE(IpAddress::parse(text)) << '"' << text << '"';
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
  EXPECT_FALSE(IpAddress::parse(std::string_view("::1\0", 4)));
  EXPECT_FALSE(IpAddress::parse(std::string(100'000, ':')));
}

// Only the given view is read: what follows it in memory does not count.
TEST(IpText, ReadsNoFurtherThanTheView) {
  EXPECT_EQ(IpAddress::parse(std::string_view("10.0.0.1234").substr(0, 9)), ip("10.0.0.12"));
  EXPECT_EQ(IpAddress::parse(std::string_view("::12345").substr(0, 6)), ip("::1234"));
}

// Print then parse gives the address back, and the print is the C library's: random addresses of all shapes.
TEST(IpText, RoundTripAtRandom) {
  Random random(1);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(expect_round_trip(random_address(random)));
  }
}

// The same for every pattern of zero groups, with groups of one and of four digits.
TEST(IpText, RoundTripOfEveryZeroPattern) {
  for (const U128 filler : {U128{1}, U128{0xffff}}) {
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
      U128 value = 0;
      for (unsigned i = 0; i < 8; ++i)
        value = value << 16 | ((pattern >> i & 1) != 0 ? filler : 0);
      ASSERT_NO_FATAL_FAILURE(expect_round_trip(IpAddress::v6(value)));
    }
  }
}

// Every octet value at every place, also with leading zeros and beyond 255, is judged as the C library does.
TEST(IpText, EveryOctetText) {
  for (int width = 1; width <= 4; ++width) {
    for (int value = 0; value <= 9999; ++value) {
      std::array<char, 16> octet{};
      std::snprintf(octet.data(), octet.size(), "%0*d", width, value);
      for (int place = 0; place < 4; ++place) {
        std::string text;
        for (int i = 0; i < 4; ++i)
          text += (i > 0 ? "." : "") + std::string(i == place ? octet.data() : "7");
        ASSERT_NO_FATAL_FAILURE(expect_agreement(text));
      }
    }
  }
}

void every_text(std::string& text, std::string_view alphabet, std::size_t length) {
  ASSERT_NO_FATAL_FAILURE(expect_agreement(text));
  if (text.size() == length) return;
  for (const char c : alphabet) {
    text.push_back(c);
    ASSERT_NO_FATAL_FAILURE(every_text(text, alphabet, length));
    text.pop_back();
  }
}

// Exhaustively: all texts of colons, dots and a digit (up to a dotted quad behind "::"), and all texts of
// colons and a digit (up to eight groups and one colon too many) are judged as the C library does.
TEST(IpText, EveryShortText) {
  std::string text;
  ASSERT_NO_FATAL_FAILURE(every_text(text, ":.1", 10));
  ASSERT_NO_FATAL_FAILURE(every_text(text, ":1", 17));
}

std::string random_text(Random& random) {
  std::string text = random_address(random).to_string();
  if (random.chance(1, 4)) text = random_v6(random).to_string() + ":" + random_v4(random).to_string();
  constexpr std::string_view kAlphabet = "0011259abfABFgx:::...% /-+";
  for (std::uint64_t edits = random.below(4); edits > 0; --edits) {
    const auto at = static_cast<std::size_t>(random.below(text.size() + 1));
    const char c = kAlphabet[static_cast<std::size_t>(random.below(kAlphabet.size()))];
    switch (random.below(3)) {
      case 0:
        text.insert(at, 1, c);
        break;
      case 1:
        text.erase(at, random.below(3));
        break;
      default:
        text.replace(at, 1, 1, c);
    }
  }
  return text;
}

// Damaged texts are judged as the C library does, and enough of them on either side to mean something.
TEST(IpText, DamagedTextsAreJudgedAsByTheCLibrary) {
  Random random(2);
  int accepted = 0;
  constexpr int kTexts = 200'000;
  for (int i = 0; i < kTexts; ++i) {
    const std::string text = random_text(random);
    ASSERT_NO_FATAL_FAILURE(expect_agreement(text));
    accepted += IpAddress::parse(text) ? 1 : 0;
  }
  EXPECT_GT(accepted, kTexts / 10);
  EXPECT_LT(accepted, kTexts * 9 / 10);
}

// Whatever is accepted prints, and parses again to the same address; letter case never matters.
TEST(IpText, AcceptedTextsAreStable) {
  Random random(3);
  for (int i = 0; i < 50'000; ++i) {
    std::string text = random_text(random);
    const auto address = IpAddress::parse(text);
    if (!address) continue;
    ASSERT_NO_FATAL_FAILURE(expect_round_trip(*address));
    for (char& c : text)
      c = static_cast<char>(std::toupper(c));
    ASSERT_EQ(IpAddress::parse(text), address) << text;
  }
}

}  // namespace
}  // namespace herald::net
