// Keyed and meticulous keyed SHA-1 (RFC 5880, sections 6.7.1 and 6.7.4): signs what a session sends, and says
// why something that it received is not to be believed. Knows keys and sequence numbers; no time, no state
// machine.
//
// One deviation, to the safe side: a sequence number is learned only from a packet whose digest holds.
#pragma once

#include "core/bfd/packet.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace herald::bfd {

// Up to 20 bytes, filled up with zeros as they stand under the digest.
using Secret = std::array<std::uint8_t, 20>;

// Nothing when the text is empty or longer than 20 bytes: cutting it short would weaken it unseen.
[[nodiscard]] std::optional<Secret> secret_from(std::string_view text);

struct AuthKey {
  std::uint8_t id = 0;
  Secret secret{};

  friend bool operator==(const AuthKey&, const AuthKey&) = default;
};

struct Authentication {
  bool meticulous = false;
  std::vector<AuthKey> keys;  // the first signs, each is accepted: so that a key can be changed without a gap
};

enum class Discard : std::uint8_t {
  wrong_discriminator,  // meant for another session, or for our predecessor
  unauthenticated,      // we require authentication and it has none
  unexpected_authentication,
  authentication_type,  // keyed where we are meticulous, or the other way round
  unknown_key,
  sequence,  // replayed, or too far ahead to be a successor
  digest,
  administratively_down  // we listen to nobody
};

[[nodiscard]] Sha1Digest digest_of(const ControlPacket& packet, const Secret& secret);

class Authenticator {
 public:
  // The first sequence number should be unpredictable (6.8.1); it comes from the session's seed.
  Authenticator(Authentication how, std::uint32_t first_sequence);

  // Meticulous: a new sequence number each time. Else only with new contents, which is when a replay would
  // hurt.
  void sign(ControlPacket& packet, bool new_contents);

  // Why not to believe it. If there is no reason, its sequence number counts from here on.
  [[nodiscard]] std::optional<Discard> judge(const ControlPacket& packet);

  // After twice the detection time in silence the sender may have started anew (bfd.AuthSeqKnown = 0).
  void forget_sequence() { received_.reset(); }

 private:
  [[nodiscard]] bool follows(std::uint32_t sequence, std::uint8_t multiplier) const;

  Authentication how_;
  std::uint32_t sent_;
  std::optional<std::uint32_t> received_;
};

}  // namespace herald::bfd
