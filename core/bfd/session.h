// One BFD session (RFC 5880), asynchronous mode: a Machine (core/base/machine.h). It serves BGP peers and the
// liveness ring alike: who the other side is, how packets travel and what their TTL proves (5881, 5883) is
// the caller's. So is the lookup by discriminator; a packet that reached the wrong session all the same is
// discarded.
//
// Time. next_deadline() is the earlier of "I want to transmit" and "the other side has been silent for too
// long". Only Tick gives up on the other side; no other event does, however late it comes. A caller that was
// stalled itself (its Tick comes later than the deadline by more than an interval) therefore first hands in
// every packet that waits in its sockets, with the present instant, and only then ticks: whoever has sent
// anything in the meantime is heard, last_heard() moves, and the deadline with it. A starved node so never
// accuses the others.
//
// Silence is judged against packets that were accepted: forged or misdirected ones keep nothing alive.
// Demand mode is granted to the other side and never asked for. Echo packets are the caller's: it loops back
// and sends them, reads remote() for the agreed pace, and reports LocalFailure when they stay away.
#pragma once

#include "core/base/random.h"
#include "core/base/time.h"
#include "core/bfd/authentication.h"
#include "core/bfd/negotiation.h"
#include "core/bfd/packet.h"

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace herald::bfd {

struct SessionOptions {
  std::uint32_t discriminator = 0;  // ours; not 0, and no other session's on this host
  Timers timers;
  // How often a session that is not Up may transmit at most. RFC 5880 demands 1 s, so that a dead path is not
  // flooded; the liveness ring, which has its LAN to itself, sets less: a node must also be noticed coming.
  Interval slow_interval = std::chrono::seconds(1);
  Interval echo_receive{};  // what we offer to loop back; 0: nothing
  bool passive = false;     // say nothing until spoken to (6.1)
  bool control_plane_independent = false;
  std::optional<Authentication> authentication;
};

// What the other side last told.
struct Remote {
  std::uint32_t discriminator = 0;  // 0: unknown
  State state = State::down;
  Diagnostic diagnostic = Diagnostic::none;
  bool demand = false;
  Interval echo_receive{};

  friend bool operator==(const Remote&, const Remote&) = default;
};

namespace session {

// Events.
struct PacketReceived {
  ControlPacket packet;  // parsed, and from an address and a distance that may send it
};
struct Tick {};
struct LocalFailure {  // the path is known to be broken by other means: link down, no echo (6.8.5, 6.8.17)
  Diagnostic diagnostic;
};
struct AdminDown {};
struct AdminUp {};
struct ConfigChanged {
  Timers timers;
};
// As is known from elsewhere: nothing that the other side has said so far counts, its sequence numbers
// included. Our own go on, so that it need not wait until it believes any.
struct RemoteRestarted {};

// Effects.
struct Send {
  ControlPacket packet;
};
struct StateChanged {
  State from;
  State to;
  Diagnostic diagnostic;         // ours
  Diagnostic remote_diagnostic;  // theirs, when it was a packet that told us
};
struct Discarded {
  Discard why;
};

}  // namespace session

class Session {
 public:
  using Event =
      std::variant<session::PacketReceived, session::Tick, session::LocalFailure, session::AdminDown,
                   session::AdminUp, session::ConfigChanged, session::RemoteRestarted>;
  using Effect = std::variant<session::Send, session::StateChanged, session::Discarded>;
  using Effects = std::vector<Effect>;

  // Begins Down and, unless passive, transmits at its first Tick, which is due at once.
  Session(const SessionOptions& options, std::uint64_t seed);

  Effects step(Instant now, const Event& event);
  [[nodiscard]] Instant next_deadline() const;

  // The next Tick gives the other side up.
  [[nodiscard]] bool is_silent_too_long(Instant now) const {
    return established() && now >= silent_too_long_at();
  }
  // Another discriminator of this side (6.3), which the next packet tells. What was recorded of the other
  // side answers to the old one.
  void renumber(std::uint32_t discriminator);

  [[nodiscard]] std::uint32_t discriminator() const { return options_.discriminator; }
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Diagnostic diagnostic() const { return diagnostic_; }
  // Why it last went down, also after it came up again.
  [[nodiscard]] Diagnostic last_failure() const { return last_failure_; }
  [[nodiscard]] const Remote& remote() const { return remote_; }
  [[nodiscard]] std::optional<Instant> last_heard() const { return last_heard_; }
  [[nodiscard]] Duration detection_time() const { return negotiation_.detection_time(); }
  [[nodiscard]] Duration transmit_interval() const { return negotiation_.transmit_interval(); }

 private:
  void on(Instant now, const session::PacketReceived& event);
  void on(Instant now, const session::Tick& event);
  void on(Instant now, const session::LocalFailure& event);
  void on(Instant now, const session::AdminDown& event);
  void on(Instant now, const session::AdminUp& event);
  void on(Instant now, const session::ConfigChanged& event);
  void on(Instant now, const session::RemoteRestarted& event);

  [[nodiscard]] std::optional<Discard> judge(Instant now, const ControlPacket& packet);
  void hear(Instant now, const ControlPacket& packet);
  void follow(const ControlPacket& packet);
  void forget_remote();
  void enter(State to, Diagnostic diagnostic, Diagnostic told = Diagnostic::none);
  void settle();

  [[nodiscard]] bool remote_known() const { return remote_.discriminator != 0; }
  [[nodiscard]] bool established() const { return state_ == State::init || state_ == State::up; }
  [[nodiscard]] bool may_transmit() const;
  [[nodiscard]] Instant silent_too_long_at() const;
  [[nodiscard]] Instant transmit_at() const;
  [[nodiscard]] ControlPacket contents() const;
  void announce_news(Instant now);
  void send(Instant now, ControlPacket packet);

  SessionOptions options_;
  Random random_;
  Negotiation negotiation_;
  std::optional<Authenticator> authenticator_;
  Effects effects_;

  State state_ = State::down;
  Diagnostic diagnostic_ = Diagnostic::none;
  Diagnostic last_failure_ = Diagnostic::none;
  Remote remote_;

  std::optional<Instant> last_heard_;
  std::optional<Instant> last_sent_;
  std::uint64_t jitter_ = 0;                    // drawn with each packet, for the pause after it
  std::optional<ControlPacket> last_contents_;  // as sent, but for poll, final and authentication
};

}  // namespace herald::bfd
