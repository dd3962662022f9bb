// The keys of the liveness ring, derived from the cluster secret that all speakers share. Each purpose has a
// key of its own (HKDF, RFC 5869, with a label each), so that what one protocol gives away helps nobody
// against the other: BFD signs with SHA-1 because RFC 5880 says so, messages with HMAC-SHA-256.
#pragma once

#include "core/bfd/authentication.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace herald::speaker::io {

struct EnvelopeKey {
  std::uint8_t id = 0;  // tells which of a few keys signed; gives away 8 bits of a hash of the secret
  std::array<std::uint8_t, 32> bytes{};

  friend bool operator==(const EnvelopeKey&, const EnvelopeKey&) = default;
};

struct RingKeys {
  EnvelopeKey envelope;
  bfd::AuthKey bfd;

  friend bool operator==(const RingKeys&, const RingKeys&) = default;
};

[[nodiscard]] RingKeys derive_ring_keys(std::string_view cluster_secret);

// RFC 5869 with SHA-256, extract and expand. At most 255 * 32 bytes.
[[nodiscard]] std::vector<std::uint8_t> hkdf_sha256(std::span<const std::uint8_t> secret,
                                                    std::span<const std::uint8_t> salt, std::string_view info,
                                                    std::size_t length);

}  // namespace herald::speaker::io
