#include "speaker/io/ring_keys.h"

#include "core/base/check.h"

#include <algorithm>
#include <cstddef>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace herald::speaker::io {
namespace {

constexpr std::size_t kHashSize = 32;
using Hash = std::array<std::uint8_t, kHashSize>;

// Part of every derived key: another program that is given the same secret derives others.
constexpr std::string_view kSalt = "herald liveness ring";

Hash hmac(std::span<const std::uint8_t> key, std::span<const std::uint8_t> data) {
  Hash hash{};
  unsigned size = 0;
  // A null key means "the last one" to OpenSSL; an empty key must not.
  static constexpr std::uint8_t kNothing = 0;
  const std::uint8_t* const bytes = key.empty() ? &kNothing : key.data();
  const auto* const done =
      HMAC(EVP_sha256(), bytes, static_cast<int>(key.size()), data.data(), data.size(), hash.data(), &size);
  HERALD_CHECK(done != nullptr && size == kHashSize);
  return hash;
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

std::vector<std::uint8_t> hkdf_sha256(std::span<const std::uint8_t> secret,
                                      std::span<const std::uint8_t> salt, std::string_view info,
                                      std::size_t length) {
  HERALD_CHECK(length <= 255 * kHashSize);
  const Hash pseudorandom_key = hmac(salt, secret);
  std::vector<std::uint8_t> output;
  std::vector<std::uint8_t> block;
  for (std::uint8_t counter = 1; output.size() < length; ++counter) {
    block.insert(block.end(), info.begin(), info.end());
    block.push_back(counter);
    const Hash hash = hmac(pseudorandom_key, block);
    output.insert(output.end(), hash.begin(), hash.end());
    block.assign(hash.begin(), hash.end());
  }
  output.resize(length);
  return output;
}

RingKeys derive_ring_keys(std::string_view cluster_secret) {
  const auto derive = [&](std::string_view label, std::size_t length) {
    return hkdf_sha256(bytes_of(cluster_secret), bytes_of(kSalt), label, length);
  };
  RingKeys keys;
  keys.envelope.id = derive("envelope key id", 1)[0];
  std::ranges::copy(derive("envelope hmac-sha-256", keys.envelope.bytes.size()), keys.envelope.bytes.begin());
  keys.bfd.id = derive("bfd key id", 1)[0];
  std::ranges::copy(derive("bfd keyed sha-1", keys.bfd.secret.size()), keys.bfd.secret.begin());
  return keys;
}

}  // namespace herald::speaker::io
