#include "core/bfd/sha1.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace herald::bfd {
namespace {

constexpr std::size_t kBlock = 64;
constexpr std::size_t kLengthField = 8;

using Block = std::array<std::uint8_t, kBlock>;
using Chain = std::array<std::uint32_t, 5>;

std::array<std::uint32_t, 80> schedule(std::span<const std::uint8_t, kBlock> block) {
  std::array<std::uint32_t, 80> words{};
  for (std::size_t i = 0; i < kBlock; ++i)
    words[i / 4] = words[i / 4] << 8 | block[i];
  for (std::size_t t = 16; t < 80; ++t)
    words[t] = std::rotl(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
  return words;
}

// f and K of RFC 3174, section 5, in one: they change together every 20 rounds.
std::uint32_t mix(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999U;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1U;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdcU;
  return (b ^ c ^ d) + 0xca62c1d6U;
}

void absorb(Chain& chain, std::span<const std::uint8_t, kBlock> block) {
  const auto words = schedule(block);
  auto [a, b, c, d, e] = chain;
  for (std::size_t round = 0; round < 80; ++round) {
    const std::uint32_t next = std::rotl(a, 5) + mix(round, b, c, d) + e + words[round];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const Chain added{a, b, c, d, e};
  for (std::size_t i = 0; i < chain.size(); ++i)
    chain[i] += added[i];
}

// The last bytes, a one bit, zeros, and the length in bits: one block, or two when the length finds no room.
void absorb_tail(Chain& chain, std::span<const std::uint8_t> tail, std::uint64_t bits) {
  Block block{};
  std::ranges::copy(tail, block.begin());
  block[tail.size()] = 0x80;
  if (tail.size() + 1 + kLengthField > kBlock) {
    absorb(chain, block);
    block = {};
  }
  for (std::size_t i = 0; i < kLengthField; ++i)
    block[kBlock - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i) & 0xff);
  absorb(chain, block);
}

}  // namespace

Sha1Digest sha1(std::span<const std::uint8_t> message) {
  Chain chain{0x67452301U, 0xefcdab89U, 0x98badcfeU, 0x10325476U, 0xc3d2e1f0U};
  const std::uint64_t bits = std::uint64_t{message.size()} * 8;
  for (; message.size() >= kBlock; message = message.subspan(kBlock))
    absorb(chain, message.first<kBlock>());
  absorb_tail(chain, message, bits);
  Sha1Digest digest{};
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<std::uint8_t>(chain[i / 4] >> (24 - 8 * (i % 4)) & 0xff);
  return digest;
}

}  // namespace herald::bfd
