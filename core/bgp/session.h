// One BGP peer (RFC 4271 section 8): a Machine (core/base/machine.h). It dials or waits, opens, keeps the
// session alive and says when it is up, when it is down and why. It knows no sockets (connections are
// numbers), no routes (what is sent in UPDATEs is a rib_out's; what arrives in them is checked and dropped)
// and no clock.
//
// States. The RFC's, with one of several connections speaking for the session: the furthest one. Idle is
// stopped; Active is waiting, for the next attempt or for the peer to dial; Connect is dialling.
//
// Connections. Both sides may dial, so for a moment there can be two; section 6.8 decides once both are
// known. A peer that dials while its old connection has long been up has restarted: it takes over when
// graceful restart was agreed (RFC 4724 section 5), and is sent away otherwise.
//
// Time. Only Tick gives up on the other side. A process that was stalled itself (its Tick comes much later
// than the deadline) first gives its sockets a moment to be read: a starved node never accuses the others.
#pragma once

#include "core/base/backoff.h"
#include "core/base/random.h"
#include "core/base/time.h"
#include "core/bgp/agreement.h"
#include "core/bgp/connection.h"
#include "core/bgp/session_events.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace herald::bgp {

// For metrics, status and people. Counts go up for the life of the session object.
struct SessionReport {
  SessionState state = SessionState::idle;
  Instant since{};
  std::uint64_t established = 0;  // how often
  std::uint64_t flaps = 0;        // how often it went down other than by our own will
  session::MessageCounts sent{};
  session::MessageCounts received{};
  std::uint64_t flawed_updates = 0;         // handled by RFC 7606, short of a reset
  std::optional<Notification> last_sent{};  // these three also when the session came back since
  std::optional<Notification> last_received{};
  std::optional<session::Loss> last_loss{};
};

class Session {
 public:
  using Event = session::Event;
  using Effect = session::Effect;
  using Effects = session::Effects;

  // Begins stopped. `seed` is for jitter. Dials are numbered from `first_dial` on, an odd number: several
  // sessions on one transport take theirs far apart.
  Session(SessionSettings settings, std::uint64_t seed, ConnectionId first_dial = ConnectionId(1));

  Effects step(Instant now, const Event& event);
  [[nodiscard]] Instant next_deadline() const;

  [[nodiscard]] SessionState state() const;
  [[nodiscard]] const SessionReport& report() const { return report_; }
  [[nodiscard]] const SessionSettings& settings() const { return settings_; }
  // What is agreed, while Established.
  [[nodiscard]] const Agreement* agreement() const;

 private:
  using Cause = session::Cause;
  using Loss = session::Loss;

  void on(Instant now, const session::Start& event);
  void on(Instant now, const session::Stop& event);
  void on(Instant now, const session::TransportUp& event);
  void on(Instant now, const session::TransportFailed& event);
  void on(Instant now, const session::TransportClosed& event);
  void on(Instant now, const session::Accepted& event);
  void on(Instant now, const session::LocalChanged& event);
  void on(Instant now, const session::BytesReceived& event);
  void on(Instant now, const session::Queued& event);
  void on(Instant now, const session::SendProgress& event);
  void on(Instant now, const session::BfdDown& event);
  void on(Instant now, const session::ConfigChanged& event);
  void on(Instant now, const session::Tick& event);

  // session_messages.cpp: what the peer says.
  void hear(Instant now, Connection& connection, const RawMessage& message);
  void hear_open(Instant now, Connection& connection, std::span<const std::uint8_t> body);
  void hear_keepalive(Instant now, Connection& connection);
  void hear_update(Instant now, Connection& connection, std::span<const std::uint8_t> body);
  void hear_refresh(Connection& connection, const RouteRefresh& refresh);
  void refuse_unexpected(Instant now, const Connection& connection, MessageType type);
  enum class Verdict : std::uint8_t { stays, goes };
  Verdict resolve_collision(Instant now, ConnectionId fresh, const Agreement& agreed);
  [[nodiscard]] bool tells_of_restart(const Connection& fresh, const Connection& live) const;
  void confirm(Instant now, Connection& connection, const Agreement& agreed);
  void become_established(Instant now, Connection& connection);

  // session_connections.cpp: connections come and go.
  void dial(Instant now);
  void stop_dialing();
  void open(Instant now, ConnectionId id, Direction direction, const LocalAddresses& local);
  void send(Instant now, Connection& connection, MessageType type, std::vector<std::uint8_t> bytes);
  void send_keepalive(Instant now, Connection& connection);
  void say_farewell(Instant now, Connection& connection, const Notification& farewell, Loss& loss);
  void end(Instant now, ConnectionId id, const std::optional<Notification>& farewell, Loss loss);
  void end_all(Instant now, const std::optional<Notification>& farewell, Cause cause);
  void lose(Instant now, ConnectionId id, const Loss& loss);
  void attempt_failed(Instant now, const Loss& loss);
  void remember(const Loss& loss);
  void schedule_retry(Instant now);
  void watch(Instant now, Connection& connection);
  void await_reading(Instant now, Connection& connection);
  [[nodiscard]] Connection* find(ConnectionId id);
  [[nodiscard]] const Connection* established() const;

  SessionSettings settings_;
  Random random_;
  Backoff backoff_;
  Effects effects_;

  bool running_ = false;
  bool been_up_ = false;  // since the process began: after that, an OPEN is no restart's (R)
  std::uint64_t next_dial_;
  std::optional<ConnectionId> dialing_;
  Instant dial_deadline_ = kNever;
  Instant retry_at_ = kNever;
  Instant up_since_{};
  std::vector<Connection> connections_;

  SessionReport report_;
};

}  // namespace herald::bgp
