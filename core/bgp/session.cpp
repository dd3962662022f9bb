#include "core/bgp/session.h"

#include <algorithm>
#include <utility>

namespace herald::bgp {

using namespace session;  // NOLINT(google-build-using-namespace): its own events and effects
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

// Looked at so late, a hold timer says more about us than about the peer.
constexpr Duration kStalled = milliseconds(500);
constexpr Duration kGrace = seconds(1);

// What a connection is told that an edit ends. A peer with graceful restart keeps our routes until the next
// one is up: where a NOTIFICATION would end that, it hears nothing.
std::optional<Notification> words_about_an_edit(const Connection& connection, PathChange path) {
  if (path == PathChange::another_peer) return notification(Cease::peer_deconfigured);
  const auto& agreed = connection.agreed;
  if (agreed && agreed->keeps_routes() && !agreed->keeps_routes_through_notifications()) return std::nullopt;
  return notification(Cease::other_configuration_change);
}

Backoff backoff_of(const SessionSettings& settings) {
  if (settings.connect_retry) return Backoff({*settings.connect_retry, *settings.connect_retry});
  return Backoff({seconds(1), seconds(120)});
}

}  // namespace

Session::Session(SessionSettings settings, std::uint64_t seed, ConnectionId first_dial)
    : settings_(std::move(settings)),
      random_(seed),
      backoff_(backoff_of(settings_)),
      next_dial_(first_dial.value()) {}

Session::Effects Session::step(Instant now, const Event& event) {
  const SessionState before = state();
  std::visit([&](const auto& e) { on(now, e); }, event);
  if (const SessionState after = state(); after != before) {
    report_.state = after;
    report_.since = now;
  }
  return std::exchange(effects_, {});
}

Instant Session::next_deadline() const {
  Instant deadline = std::min(retry_at_, dialing_ ? dial_deadline_ : kNever);
  for (const Connection& connection : connections_)
    deadline = std::min(deadline, connection.deadline());
  return deadline;
}

SessionState Session::state() const {
  if (!running_) return SessionState::idle;
  SessionState furthest = dialing_ ? SessionState::connect : SessionState::active;
  // Connect counts for less than Active on this scale, but any connection counts for more than both.
  for (const Connection& connection : connections_)
    furthest = std::max(furthest, connection.stage);
  return furthest;
}

const Agreement* Session::agreement() const {
  const Connection* up = established();
  return up == nullptr ? nullptr : &*up->agreed;
}

void Session::on(Instant now, const Start&) {
  if (running_) return;
  running_ = true;
  if (!settings_.passive) dial(now);
}

void Session::on(Instant now, const Stop& event) {
  running_ = false;
  stop_dialing();
  end_all(now, event.farewell, Cause::stopped);
}

void Session::on(Instant now, const TransportUp& event) {
  if (find(event.id) != nullptr) return;
  const bool expected = dialing_ == event.id;
  if (expected) dialing_.reset();
  if (expected && established() == nullptr)
    open(now, event.id, Direction::dialed, event.local);
  else
    effects_.emplace_back(Close{event.id});
}

void Session::on(Instant now, const TransportFailed& event) {
  if (dialing_ != event.id) return;
  dialing_.reset();
  attempt_failed(now, {.cause = Cause::dial_failed, .detail = event.why});
}

void Session::on(Instant now, const TransportClosed& event) {
  if (dialing_ == event.id) return on(now, TransportFailed{event.id, event.why});
  lose(now, event.id, {.cause = Cause::connection_closed, .detail = event.why});
}

// A second call from a peer that we are just getting to know means that it has given up the first.
void Session::on(Instant now, const Accepted& event) {
  if (!running_) {
    effects_.emplace_back(Close{event.id});
    return;
  }
  std::optional<ConnectionId> given_up;
  for (const Connection& connection : connections_) {
    const bool opening = connection.stage != SessionState::established;
    if (opening && connection.direction == Direction::accepted) given_up = connection.id;
  }
  open(now, event.id, Direction::accepted, event.local);
  if (given_up) end(now, *given_up, notification(Cease::connection_collision), {.cause = Cause::collision});
}

void Session::on(Instant, const LocalChanged& event) {
  if (Connection* connection = find(event.id)) connection->local = event.local;
}

void Session::on(Instant now, const BytesReceived& event) {
  std::span<const std::uint8_t> input = event.bytes;
  while (Connection* connection = find(event.id)) {
    const auto message = connection->framer.next(input);
    if (!message) return end(now, event.id, message.error().notification, {.cause = Cause::protocol_error});
    if (!*message) return;
    hear(now, *connection, **message);
  }
}

void Session::on(Instant now, const Queued& event) {
  Connection* connection = find(event.id);
  if (connection == nullptr) return;
  report_.sent[static_cast<std::size_t>(MessageType::update)] += event.updates;
  report_.sent[static_cast<std::size_t>(MessageType::route_refresh)] += event.refreshes;
  await_reading(now, *connection);
}

void Session::on(Instant now, const SendProgress& event) {
  Connection* connection = find(event.id);
  if (connection == nullptr) return;
  connection->send_hold_at = kNever;
  if (event.waiting > 0) await_reading(now, *connection);
}

void Session::on(Instant now, const BfdDown&) {
  end_all(now, notification(Cease::bfd_down), Cause::bfd_down);
}

void Session::on(Instant now, const ConfigChanged& event) {
  const bool same = same_session(settings_, event.settings) && event.path == PathChange::none;
  if (settings_.connect_retry != event.settings.connect_retry) backoff_ = backoff_of(event.settings);
  settings_ = event.settings;
  if (!same && running_) {
    stop_dialing();
    while (!connections_.empty()) {
      const Connection& ended = connections_.back();
      end(now, ended.id, words_about_an_edit(ended, event.path), {.cause = Cause::config_changed});
    }
    backoff_.reset();
    retry_at_ = kNever;
    if (!settings_.passive) dial(now);
  }
  for (Connection& connection : connections_) {
    if (connection.agreed)
      connection.agreed->keepalive_time = keepalive_time(settings_, connection.agreed->dialect.hold_time);
  }
}

void Session::on(Instant now, const Tick&) {
  if (dialing_ && now >= dial_deadline_) {
    stop_dialing();
    attempt_failed(now, {.cause = Cause::dial_timed_out});
  }
  std::vector<ConnectionId> watched;
  watched.reserve(connections_.size());
  for (const Connection& connection : connections_)
    watched.push_back(connection.id);
  for (const ConnectionId id : watched) {
    if (Connection* connection = find(id)) watch(now, *connection);
  }
  if (now >= retry_at_) dial(now);
}

void Session::watch(Instant now, Connection& connection) {
  if (now >= connection.send_hold_at)
    return end(now, connection.id, std::nullopt, {.cause = Cause::send_hold_timer_expired});
  if (now >= connection.hold_at) {
    if (connection.graced || now - connection.hold_at < kStalled)
      return end(now, connection.id, hold_timer_expired(), {.cause = Cause::hold_timer_expired});
    connection.graced = true;
    connection.hold_at = now + kGrace;
  }
  if (now >= connection.keepalive_at) send_keepalive(now, connection);
}

}  // namespace herald::bgp
