// The vectors of RFC 3174, section 7.3, and every length around a block's end (from sha1sum).
#include "core/bfd/sha1.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

std::string hex_sha1(const std::string& text) {
  std::string hex;
  for (const std::uint8_t byte : sha1(std::vector<std::uint8_t>(text.begin(), text.end()))) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 0xf];
  }
  return hex;
}

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i)
    result += text;
  return result;
}

TEST(Sha1, Rfc3174) {
  EXPECT_EQ(hex_sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex_sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(hex_sha1(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
  EXPECT_EQ(hex_sha1(repeated("0123456701234567012345670123456701234567012345670123456701234567", 10)),
            "dea356a2cddd90c7a7ecedc5ebb563934f460452");
}

TEST(Sha1, Empty) {
  EXPECT_EQ(hex_sha1(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(Sha1, WhereTheLengthFindsNoRoom) {
  const std::vector<std::pair<std::size_t, std::string>> kVectors = {
      {55, "c1c8bbdc22796e28c0e15163d20899b65621d65a"},  {56, "c2db330f6083854c99d4b5bfb6e8f29f201be699"},
      {63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5"},  {64, "0098ba824b5c16427bd7a1122a5a442a25ec644d"},
      {65, "11655326c708d70319be2610e8a57d9a5b959d3b"},  {119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56"},
      {120, "f34c1488385346a55709ba056ddd08280dd4c6d6"},

  };
  for (const auto& [length, digest] : kVectors)
    EXPECT_EQ(hex_sha1(std::string(length, 'a')), digest) << length;
}

}  // namespace
}  // namespace herald::bfd
