// One TCP connection of a session (session.h), from its OPEN on: how far it has come, what was agreed on it
// and its three clocks. A value that the session works on.
#pragma once

#include "core/base/time.h"
#include "core/bgp/agreement.h"
#include "core/bgp/framer.h"
#include "core/bgp/session_events.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace herald::bgp {

enum class Direction : std::uint8_t { dialed, accepted };

struct Connection {
  ConnectionId id;
  Direction direction = Direction::dialed;
  SessionState stage = SessionState::open_sent;  // or open_confirm, or established
  Instant opened_at{};
  LocalAddresses local{};
  Open ours{};  // as sent
  Framer framer{};
  std::optional<Agreement> agreed{};  // from open_confirm on
  Instant hold_at = kNever;           // the peer has been silent for too long
  Instant keepalive_at = kNever;      // ours is due
  Instant send_hold_at = kNever;      // the peer has read nothing for too long, though bytes wait
  bool graced = false;                // a hold timer that was looked at late has been given a moment more

  [[nodiscard]] Instant deadline() const { return std::min({hold_at, keepalive_at, send_hold_at}); }
};

}  // namespace herald::bgp
