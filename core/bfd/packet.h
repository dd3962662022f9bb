// The BFD Control packet (RFC 5880, section 4), with a SHA-1 authentication section (4.4) or none.
//
// parse() makes every check of section 6.8.6 that needs nothing but the packet; which session it belongs to,
// and whether its authentication holds, is for others. It never throws and never reads past the end.
// Every bit that may be set in a parsed packet with authentication is kept, so that append_to() gives back
// the very bytes: their digest can be checked on the value, without the datagram.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bfd/sha1.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ratio>
#include <span>

namespace herald::bfd {

enum class State : std::uint8_t { admin_down, down, init, up };
inline constexpr std::size_t kStates = 4;

// Why a session last changed its state. 9 to 31 are reserved: they are carried, not refused.
enum class Diagnostic : std::uint8_t {
  none,
  detection_expired,
  echo_failed,
  neighbor_signaled_down,
  forwarding_plane_reset,
  path_down,
  concatenated_path_down,
  administratively_down,
  reverse_concatenated_path_down
};

// As on the wire: whole microseconds in 32 bits, a little over an hour.
using Interval = std::chrono::duration<std::uint32_t, std::micro>;

struct AuthSection {
  bool meticulous = false;  // type 5 rather than 4: the sequence number rises with every packet
  std::uint8_t key_id = 0;
  std::uint8_t reserved = 0;  // sent as zero, ignored when received, yet under the digest
  std::uint32_t sequence = 0;
  Sha1Digest digest{};

  friend bool operator==(const AuthSection&, const AuthSection&) = default;
};

struct ControlPacket {
  Diagnostic diagnostic = Diagnostic::none;
  State state = State::down;
  bool poll = false;
  bool final = false;
  bool control_plane_independent = false;
  bool demand = false;
  std::uint8_t multiplier = 3;
  std::uint32_t my_discriminator = 0;
  std::uint32_t your_discriminator = 0;
  Interval desired_min_transmit{};
  Interval required_min_receive{};       // 0: send me nothing periodic
  Interval required_min_echo_receive{};  // 0: I loop no echo back
  std::optional<AuthSection> auth;

  friend bool operator==(const ControlPacket&, const ControlPacket&) = default;
};

inline constexpr std::size_t kPlainLength = 24;
inline constexpr std::size_t kAuthSectionLength = 28;
inline constexpr std::size_t kAuthenticatedLength = kPlainLength + kAuthSectionLength;

enum class Malformation : std::uint8_t {
  truncated,             // fewer bytes than the smallest packet, or than its Length says
  version,               // not 1
  multipoint,            // reserved for RFC 8562, must be zero
  multiplier,            // zero: it would never, or always, time out
  length,                // disagrees with what the packet holds
  my_discriminator,      // zero
  your_discriminator,    // zero although the sender claims to have heard us
  authentication_type,   // neither keyed nor meticulous keyed SHA-1
  authentication_length  // not that of SHA-1
};

struct ParseError {
  std::size_t offset;  // of the first byte of the field that was refused
  Malformation why;

  friend bool operator==(const ParseError&, const ParseError&) = default;
};

// Bytes after the packet's own Length are ignored (6.8.6 asks only that Length fits the payload).
[[nodiscard]] Result<ControlPacket, ParseError> parse(std::span<const std::uint8_t> datagram);

void append_to(ByteWriter& out, const ControlPacket& packet);

}  // namespace herald::bfd
