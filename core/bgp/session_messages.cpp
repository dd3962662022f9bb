// What a session makes of the messages of its peer (RFC 4271 sections 6 and 8.2.2).
#include "core/bgp/session.h"
#include "core/bgp/update.h"

#include <algorithm>
#include <utility>

namespace herald::bgp {

using namespace session;  // NOLINT(google-build-using-namespace): its own events and effects

namespace {

// A peer may not yet know that the session is up when it dials, and we may be late to accept; none restarts
// so soon.
constexpr Duration kDialsCross = std::chrono::seconds(1);

// RFC 4271 section 6.8, and RFC 6286 where the identifiers are equal: the connection that the greater one
// dialled stays.
bool they_are_greater(const SessionSettings& ours, const Agreement& theirs) {
  if (ours.router_id != theirs.remote_id) return ours.router_id < theirs.remote_id;
  return ours.local_as < theirs.remote_as;
}

Notification unexpected_in(SessionState stage, MessageType type) {
  const NotificationData data{static_cast<std::uint8_t>(type)};  // RFC 6608 section 4
  switch (stage) {
    case SessionState::open_sent:
      return notification(StateMachineError::unexpected_in_open_sent, data);
    case SessionState::open_confirm:
      return notification(StateMachineError::unexpected_in_open_confirm, data);
    default:
      return notification(StateMachineError::unexpected_in_established, data);
  }
}

bool is_expected(SessionState stage, MessageType type) {
  switch (type) {
    case MessageType::open:
      return stage == SessionState::open_sent;
    case MessageType::keepalive:
      return stage != SessionState::open_sent;
    case MessageType::update:
    case MessageType::route_refresh:
      return stage == SessionState::established;
    case MessageType::notification:
      break;
  }
  return true;
}

}  // namespace

void Session::hear(Instant now, Connection& connection, const RawMessage& message) {
  ++report_.received[static_cast<std::size_t>(message.type)];
  if (!is_expected(connection.stage, message.type)) return refuse_unexpected(now, connection, message.type);
  connection.graced = false;
  if (connection.hold_at != kNever && connection.agreed)
    connection.hold_at = now + connection.agreed->dialect.hold_time;
  switch (message.type) {
    case MessageType::open:
      return hear_open(now, connection, message.body);
    case MessageType::keepalive:
      return hear_keepalive(now, connection);
    case MessageType::update:
      return hear_update(now, connection, message.body);
    case MessageType::route_refresh:
      return hear_refresh(connection, parse_route_refresh(message.body));
    case MessageType::notification:
      effects_.emplace_back(Close{connection.id});
      return lose(now, connection.id,
                  {.cause = Cause::notification_received, .received = parse_notification(message.body)});
  }
}

void Session::refuse_unexpected(Instant now, const Connection& connection, MessageType type) {
  end(now, connection.id, unexpected_in(connection.stage, type), {.cause = Cause::protocol_error});
}

void Session::hear_open(Instant now, Connection& connection, std::span<const std::uint8_t> body) {
  const ConnectionId id = connection.id;
  const auto theirs = parse_open(body);
  if (!theirs) return end(now, id, theirs.error().notification, {.cause = Cause::protocol_error});
  const auto agreed = agree(settings_, connection.ours, *theirs);
  if (!agreed) return end(now, id, agreed.error(), {.cause = Cause::protocol_error});
  if (resolve_collision(now, id, *agreed) == Verdict::stays) confirm(now, *find(id), *agreed);
}

// RFC 4724 section 5: a peer that dials although its session is up has lost that. Not so where its dial and
// ours crossed, whichever of the two came up first.
bool Session::tells_of_restart(const Connection& fresh, const Connection& live) const {
  return live.agreed->dialect.their_restart && fresh.opened_at >= up_since_ + kDialsCross;
}

// One that has sent no OPEN yet is left alone: its turn comes with its OPEN, or it falls silent.
Session::Verdict Session::resolve_collision(Instant now, ConnectionId fresh, const Agreement& agreed) {
  const auto has_opened = [&](const Connection& other) {
    return other.id != fresh && other.stage != SessionState::open_sent;
  };
  const auto rival = std::ranges::find_if(connections_, has_opened);
  if (rival == connections_.end()) return Verdict::stays;
  const bool rival_is_up = rival->stage == SessionState::established;
  if (rival_is_up && tells_of_restart(*find(fresh), *rival)) {
    end(now, rival->id, std::nullopt, {.cause = Cause::replaced});
    return Verdict::stays;
  }
  const Direction kept = they_are_greater(settings_, agreed) ? Direction::accepted : Direction::dialed;
  const bool fresh_stays = !rival_is_up && find(fresh)->direction == kept;
  end(now, fresh_stays ? rival->id : fresh, notification(Cease::connection_collision),
      {.cause = Cause::collision});
  return fresh_stays ? Verdict::stays : Verdict::goes;
}

void Session::confirm(Instant now, Connection& connection, const Agreement& agreed) {
  connection.stage = SessionState::open_confirm;
  connection.agreed = agreed;
  const Duration hold_time = agreed.dialect.hold_time;
  connection.hold_at = hold_time == Duration::zero() ? kNever : now + hold_time;
  send_keepalive(now, connection);
}

void Session::hear_keepalive(Instant now, Connection& connection) {
  if (connection.stage == SessionState::open_confirm) become_established(now, connection);
}

void Session::become_established(Instant now, Connection& connection) {
  connection.stage = SessionState::established;
  up_since_ = now;
  been_up_ = true;
  report_.since = now;  // also when one connection takes over from another within a step
  ++report_.established;
  effects_.emplace_back(Established{connection.id, *connection.agreed, connection.local});
  stop_dialing();
}

void Session::hear_update(Instant now, Connection& connection, std::span<const std::uint8_t> body) {
  const auto update = parse_update(body, connection.agreed->dialect);
  if (!update) return end(now, connection.id, update.error().notification, {.cause = Cause::protocol_error});
  if (!update->fault) return;
  ++report_.flawed_updates;
  effects_.emplace_back(UpdateFlawed{*update->fault});
}

// The two ends of an answer (RFC 7313) concern routes that we do not keep; so do families that are not
// spoken.
void Session::hear_refresh(Connection& connection, const RouteRefresh& refresh) {
  const auto family = unicast_family(refresh.family);
  const bool ours = family && connection.agreed->families.contains(*family);
  if (ours && refresh.kind == RouteRefresh::Kind::request) effects_.emplace_back(RefreshRequested{*family});
}

}  // namespace herald::bgp
