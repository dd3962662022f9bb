#include "core/bfd/authentication.h"

#include "core/base/check.h"

#include <algorithm>
#include <utility>

namespace herald::bfd {
namespace {

// Takes as long for a near miss as for a far one, so that a digest cannot be guessed byte by byte.
bool same(const Sha1Digest& left, const Sha1Digest& right) {
  unsigned difference = 0;
  for (std::size_t i = 0; i < left.size(); ++i)
    difference |= static_cast<unsigned>(left[i] ^ right[i]);
  return difference == 0;
}

}  // namespace

std::optional<Secret> secret_from(std::string_view text) {
  Secret secret{};
  if (text.empty() || text.size() > secret.size()) return {};
  std::ranges::transform(text, secret.begin(), [](char c) { return static_cast<std::uint8_t>(c); });
  return secret;
}

Sha1Digest digest_of(const ControlPacket& packet, const Secret& secret) {
  HERALD_CHECK(packet.auth.has_value());
  ControlPacket keyed = packet;
  keyed.auth->digest = secret;  // 4.4: while hashing, the key stands where the hash will be
  std::vector<std::uint8_t> bytes;
  bytes.reserve(kAuthenticatedLength);
  ByteWriter out(bytes);
  append_to(out, keyed);
  return sha1(bytes);
}

Authenticator::Authenticator(Authentication how, std::uint32_t first_sequence)
    : how_(std::move(how)), sent_(first_sequence) {
  HERALD_CHECK(!how_.keys.empty());
}

void Authenticator::sign(ControlPacket& packet, bool new_contents) {
  if (how_.meticulous || new_contents) ++sent_;
  const AuthKey& key = how_.keys.front();
  packet.auth = AuthSection{.meticulous = how_.meticulous, .key_id = key.id, .sequence = sent_};
  packet.auth->digest = digest_of(packet, key.secret);
}

std::optional<Discard> Authenticator::judge(const ControlPacket& packet) {
  if (!packet.auth) return Discard::unauthenticated;
  const AuthSection& auth = *packet.auth;
  if (auth.meticulous != how_.meticulous) return Discard::authentication_type;
  const auto has_its_id = [&](const AuthKey& key) { return key.id == auth.key_id; };
  if (std::ranges::none_of(how_.keys, has_its_id)) return Discard::unknown_key;
  if (!follows(auth.sequence, packet.multiplier)) return Discard::sequence;
  // Two keys may have one id, which is 8 bits of a hash.
  const bool vouched = std::ranges::any_of(how_.keys, [&](const AuthKey& key) {
    return has_its_id(key) && same(digest_of(packet, key.secret), auth.digest);
  });
  if (!vouched) return Discard::digest;
  received_ = auth.sequence;
  return {};
}

// From the last one (meticulous: the one after it) to 3 x Detect Mult later, around the 32-bit circle.
// Packets can get lost, but after that many the session is down anyway.
bool Authenticator::follows(std::uint32_t sequence, std::uint8_t multiplier) const {
  if (!received_) return true;
  const std::uint32_t ahead = sequence - *received_;
  return ahead >= (how_.meticulous ? 1U : 0U) && ahead <= 3U * multiplier;
}

}  // namespace herald::bfd
