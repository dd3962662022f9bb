#include "speaker/io/ring_keys.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace herald::speaker::io {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes from_hex(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i, 2), nullptr, 16)));
  return bytes;
}

TEST(Hkdf, GivesTheVectorsOfRfc5869) {
  const Bytes secret(22, 0x0b);
  const Bytes info_bytes = from_hex("f0f1f2f3f4f5f6f7f8f9");
  const std::string info(info_bytes.begin(), info_bytes.end());
  EXPECT_EQ(hkdf_sha256(secret, from_hex("000102030405060708090a0b0c"), info, 42),
            from_hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
  EXPECT_EQ(hkdf_sha256(secret, {}, "", 42),
            from_hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
}

TEST(RingKeys, EachPurposeHasAKeyOfItsOwn) {
  const RingKeys keys = derive_ring_keys("the cluster's secret");
  EXPECT_FALSE(std::ranges::equal(keys.bfd.secret, std::span(keys.envelope.bytes).first(20)));
  EXPECT_NE(keys.envelope.bytes, (std::array<std::uint8_t, 32>{}));
}

TEST(RingKeys, FollowFromTheSecretAlone) {
  EXPECT_EQ(derive_ring_keys("one"), derive_ring_keys("one"));
  EXPECT_NE(derive_ring_keys("one"), derive_ring_keys("two"));
  EXPECT_NE(derive_ring_keys("one").bfd.secret, derive_ring_keys("two").bfd.secret);
  EXPECT_NE(derive_ring_keys(""), derive_ring_keys("two"));
}

// All speakers derive the same, whatever their version: these may never change. Made with another tool:
// openssl kdf -kdfopt digest:SHA256 -kdfopt key:secret -kdfopt "salt:herald liveness ring" -kdfopt info:...
// HKDF
TEST(RingKeys, StayAsTheyAre) {
  const RingKeys keys = derive_ring_keys("secret");
  EXPECT_EQ(int{keys.envelope.id}, 0x9f);
  EXPECT_EQ(int{keys.bfd.id}, 0xbf);
  EXPECT_EQ(Bytes(keys.envelope.bytes.begin(), keys.envelope.bytes.end()),
            from_hex("8e96455cbd5c0405a4e2ad74890fa3116bb4f9d54043706b74320479dc7811d7"));
  EXPECT_EQ(Bytes(keys.bfd.secret.begin(), keys.bfd.secret.end()),
            from_hex("4c89af5d5795bac02394c96fb689696dde729270"));
}

}  // namespace
}  // namespace herald::speaker::io
