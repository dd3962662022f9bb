// The five BGP messages as values (RFC 4271 section 4, RFC 2918). Inbound UPDATEs are in update.h, outbound
// ones in update_packer.h: neither needs a list of prefixes in memory.
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/capability.h"
#include "core/bgp/types.h"

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace herald::bgp {

enum class MessageType : std::uint8_t {
  open = 1,
  update = 2,
  notification = 3,
  keepalive = 4,
  route_refresh = 5
};

inline constexpr std::size_t kHeaderSize = 19;  // marker, length, type
inline constexpr std::size_t kLargestMessage = 4096;
inline constexpr std::size_t kLargestExtendedMessage = 65535;  // RFC 8654

inline constexpr std::uint8_t kVersion = 4;

struct Open {
  std::uint8_t version = kVersion;
  Asn asn;                            // the true one: from the four-octet capability when there is one
  std::chrono::seconds hold_time{0};  // 0: no keepalives, else at least 3
  RouterId router_id;
  Capabilities capabilities;

  friend auto operator<=>(const Open&, const Open&) = default;
};

struct Keepalive {
  friend auto operator<=>(const Keepalive&, const Keepalive&) = default;
};

struct RouteRefresh {
  // RFC 7313: a plain request, and the two ends of an answer.
  enum class Kind : std::uint8_t { request = 0, begin = 1, end = 2 };
  AfiSafi family;
  Kind kind = Kind::request;  // others are carried, and to be ignored

  friend auto operator<=>(const RouteRefresh&, const RouteRefresh&) = default;
};

// Bodies as a Framer hands them out: their lengths are as their types want them.
[[nodiscard]] Notification parse_notification(std::span<const std::uint8_t> body);
[[nodiscard]] RouteRefresh parse_route_refresh(std::span<const std::uint8_t> body);

// Whole messages, header included. OPEN is in open.h.
void append_to(ByteWriter& out, const Notification& notification);  // data beyond the largest message is cut
void append_to(ByteWriter& out, const Keepalive& keepalive);
void append_to(ByteWriter& out, const RouteRefresh& refresh);

}  // namespace herald::bgp
