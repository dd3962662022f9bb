// What is refused, where, and why (RFC 5880, section 6.8.6).
#include "core/bfd/packet.h"
#include "tests/unit/bfd/wire.h"

#include <algorithm>
#include <span>
#include <string>

#include <gtest/gtest.h>

namespace herald::bfd {
namespace {

struct Refused {
  std::string name;
  Bytes bytes;
  ParseError error;
};

// `bytes` with one of them replaced.
Bytes with(Bytes bytes, std::size_t offset, std::uint8_t value) {
  bytes.at(offset) = value;
  return bytes;
}

Bytes zeroed(Bytes bytes, std::size_t offset, std::size_t count) {
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), count, std::uint8_t{0});
  return bytes;
}

std::vector<Refused> refused() {
  using enum Malformation;
  const Bytes plain = plain_bytes();
  const Bytes auth = authenticated_bytes();
  return {
      {"version 0", with(plain, 0, 0x01), {0, version}},
      {"version 2", with(plain, 0, 0x41), {0, version}},
      {"multipoint", with(plain, 1, 0x41), {1, multipoint}},
      {"multiplier 0", with(plain, 2, 0), {2, multiplier}},
      {"length 23", with(plain, 3, 23), {3, length}},
      {"length 0", with(plain, 3, 0), {3, length}},
      {"length beyond the datagram", with(plain, 3, 25), {24, truncated}},
      {"my discriminator 0", zeroed(plain, 4, 4), {4, my_discriminator}},
      {"Init that does not know us", with(plain, 1, 0x80), {8, your_discriminator}},
      {"Up that does not know us", with(plain, 1, 0xc0), {8, your_discriminator}},
      {"A without a section", with(plain, 1, 0x44), {3, length}},
      {"A with half a section header", with(auth, 3, 25), {3, length}},
      {"type 0", with(auth, 24, 0), {24, authentication_type}},
      {"type 1, a password", with(auth, 24, 1), {24, authentication_type}},
      {"type 2, keyed MD5", with(auth, 24, 2), {24, authentication_type}},
      {"type 3, meticulous keyed MD5", with(auth, 24, 3), {24, authentication_type}},
      {"type 6", with(auth, 24, 6), {24, authentication_type}},
      {"section of 27 bytes", with(auth, 25, 27), {25, authentication_length}},
      {"section of 29 bytes", with(auth, 25, 29), {25, authentication_length}},
      {"length ends inside the section", with(auth, 3, 51), {3, length}},
  };
}

TEST(BfdPacketReject, EachFieldAtItsOffset) {
  for (const auto& [name, bytes, error] : refused()) {
    const auto parsed = parse(bytes);
    ASSERT_FALSE(parsed) << name;
    EXPECT_EQ(parsed.error().offset, error.offset) << name;
    EXPECT_EQ(parsed.error().why, error.why) << name;
  }
}

TEST(BfdPacketReject, AdminDownNeedNotKnowUs) {
  EXPECT_TRUE(parse(with(plain_bytes(), 1, 0x00)));
}

TEST(BfdPacketReject, TruncationAtEveryByte) {
  for (const Bytes& whole : {plain_bytes(), authenticated_bytes()}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(),
                      whole.begin() + static_cast<std::ptrdiff_t>(size));  // own heap block, for asan
      const auto parsed = parse(cut);
      ASSERT_FALSE(parsed) << size;
      EXPECT_EQ(parsed.error(), (ParseError{size, Malformation::truncated}));
    }
  }
}

// A flip either changes the value, and then the value gives the flipped bytes back, or is refused where it
// is.
void flip(const Bytes& whole, std::size_t bit) {
  Bytes flipped = whole;
  flipped[bit / 8] ^= static_cast<std::uint8_t>(0x80U >> bit % 8);
  const auto parsed = parse(flipped);
  if (!parsed) {
    EXPECT_LE(parsed.error().offset, whole.size()) << "bit " << bit;
    return;
  }
  Bytes expected = flipped;
  expected.resize(bytes_of(*parsed).size());  // without A, the section is bytes after the packet
  expected[3] = static_cast<std::uint8_t>(expected.size());
  EXPECT_EQ(bytes_of(*parsed), expected) << "bit " << bit;
}

TEST(BfdPacketReject, EverySingleBitFlip) {
  for (const Bytes& whole : {plain_bytes(), authenticated_bytes()}) {
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit)
      flip(whole, bit);
  }
}

}  // namespace
}  // namespace herald::bfd
