// The envelope that vouches for a message on the ring's port: whoever can seal knows the cluster secret, and
// the body arrives as it was sent. Nothing is encrypted. Replays are the reader's affair: it knows
// incarnations and sequence numbers, which stand in the body.
//
//    1 byte    version; its top bits are not those of a BFD packet, which shares the port
//    1 byte    key id, so that of several keys only one is tried
//   16 bytes   HMAC-SHA-256 over version, key id and body, truncated (RFC 2104 section 5)
//    n bytes   body
#pragma once

#include "core/base/result.h"
#include "speaker/io/ring_keys.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace herald::speaker::io {

enum class Unopened : std::uint8_t {
  truncated,
  unknown_version,
  unknown_key,  // none of ours signed it: another cluster on this LAN, or a rotation that has not reached us
  forged        // or damaged on its way
};

[[nodiscard]] std::string_view text_of(Unopened why);

class Envelope {
 public:
  static constexpr std::size_t kOverhead = 18;

  // The first key seals, each opens: a new secret is first added behind the old one everywhere, then put in
  // front. At least one.
  explicit Envelope(const std::vector<EnvelopeKey>& keys);
  Envelope(const Envelope&) = delete;
  Envelope& operator=(const Envelope&) = delete;
  ~Envelope();

  // Replaces what `datagram` holds and keeps its capacity. `body` must not lie in it.
  void seal(std::span<const std::uint8_t> body, std::vector<std::uint8_t>& datagram) const;

  // The body, within `datagram`.
  [[nodiscard]] Result<std::span<const std::uint8_t>, Unopened> open(
      std::span<const std::uint8_t> datagram) const;

 private:
  class Signer;
  std::vector<std::unique_ptr<Signer>> signers_;
};

}  // namespace herald::speaker::io
