// The state machine of RFC 5880, section 6.2, as section 6.8.6 spells it out: what a packet does to a
// session.
#pragma once

#include "core/bfd/packet.h"

namespace herald::bfd {

// A session that is AdminDown does not get here: it discards. A remote that is AdminDown takes everybody
// Down. Down -> Init -> Up is a three-way handshake: a session is Up only when it knows that the other side
// hears it.
[[nodiscard]] constexpr State after(State local, State remote) {
  if (local == State::admin_down) return State::admin_down;
  if (remote == State::admin_down) return State::down;
  switch (local) {
    case State::down:
      return remote == State::down ? State::init : remote == State::init ? State::up : State::down;
    case State::init:
      return remote == State::down ? State::init : State::up;
    default:
      return remote == State::down ? State::down : State::up;
  }
}

}  // namespace herald::bfd
