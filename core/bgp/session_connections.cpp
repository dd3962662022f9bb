// How the connections of a session begin and end, and what follows from it.
#include "core/bgp/session.h"
#include "core/bgp/shutdown.h"

#include <algorithm>
#include <utility>

namespace herald::bgp {

using namespace session;  // NOLINT(google-build-using-namespace): its own events and effects
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr Duration kDialTimeout = seconds(10);
constexpr Duration kOpenHoldTime = minutes(4);       // RFC 4271 section 8.2.2, "a large value"
constexpr Duration kLeastSendHoldTime = minutes(8);  // RFC 9687 section 3
constexpr Duration kProvenAfter = minutes(1);

bool by_our_will(Cause cause) {
  return cause == Cause::stopped || cause == Cause::config_changed;
}

// The Ceases after which our routes shall not be kept, graceful restart or not (RFC 8538 section 4).
bool is_for_good(const Notification& farewell) {
  if (farewell.code != static_cast<std::uint8_t>(ErrorCode::cease)) return false;
  const auto subcode = static_cast<Cease>(farewell.subcode);
  return subcode == Cease::administrative_shutdown || subcode == Cease::peer_deconfigured ||
         subcode == Cease::bfd_down;
}

}  // namespace

Connection* Session::find(ConnectionId id) {
  const auto found = std::ranges::find(connections_, id, &Connection::id);
  return found == connections_.end() ? nullptr : &*found;
}

const Connection* Session::established() const {
  const auto found = std::ranges::find(connections_, SessionState::established, &Connection::stage);
  return found == connections_.end() ? nullptr : &*found;
}

void Session::dial(Instant now) {
  retry_at_ = kNever;
  dialing_ = ConnectionId(next_dial_);
  next_dial_ += 2;
  dial_deadline_ = now + kDialTimeout;
  effects_.emplace_back(Dial{*dialing_});
}

void Session::stop_dialing() {
  if (dialing_) effects_.emplace_back(Close{*dialing_});
  dialing_.reset();
  retry_at_ = kNever;
}

void Session::open(Instant now, ConnectionId id, Direction direction, const LocalAddresses& local) {
  retry_at_ = kNever;
  Connection& connection = connections_.emplace_back(Connection{.id = id,
                                                                .direction = direction,
                                                                .opened_at = now,
                                                                .local = local,
                                                                .ours = make_open(settings_, !been_up_),
                                                                .hold_at = now + kOpenHoldTime});
  if (connection.ours.capabilities.extended_message) connection.framer.allow_extended_messages();
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(out, connection.ours);
  send(now, connection, MessageType::open, std::move(bytes));
}

void Session::send(Instant now, Connection& connection, MessageType type, std::vector<std::uint8_t> bytes) {
  ++report_.sent[static_cast<std::size_t>(type)];
  await_reading(now, connection);
  effects_.emplace_back(SendBytes{connection.id, std::move(bytes)});
}

// Up to a quarter earlier than agreed (RFC 4271 section 10), so that sessions do not fall into step.
void Session::send_keepalive(Instant now, Connection& connection) {
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(out, Keepalive{});
  send(now, connection, MessageType::keepalive, std::move(bytes));
  const Duration interval = connection.agreed->keepalive_time;
  connection.keepalive_at = kNever;
  if (interval == Duration::zero()) return;
  const auto jitter = random_.below(static_cast<std::uint64_t>((interval / 4).count()) + 1);
  connection.keepalive_at = now + interval - Duration(static_cast<Duration::rep>(jitter));
}

// Bytes wait from now on, or did already.
void Session::await_reading(Instant now, Connection& connection) {
  if (connection.send_hold_at != kNever) return;
  const Duration hold = connection.agreed ? Duration(connection.agreed->dialect.hold_time) : Duration::zero();
  connection.send_hold_at = now + std::max(kLeastSendHoldTime, 2 * hold);
}

void Session::say_farewell(Instant now, Connection& connection, const Notification& farewell, Loss& loss) {
  const bool kept = connection.agreed && connection.agreed->keeps_routes_through_notifications();
  const Notification told = kept && is_for_good(farewell) ? hard_reset(farewell) : farewell;
  std::vector<std::uint8_t> bytes;
  ByteWriter out(bytes);
  append_to(out, told);
  send(now, connection, MessageType::notification, std::move(bytes));
  loss.sent = told;
}

void Session::end(Instant now, ConnectionId id, const std::optional<Notification>& farewell, Loss loss) {
  Connection* connection = find(id);
  if (connection == nullptr) return;
  if (farewell) say_farewell(now, *connection, *farewell, loss);
  effects_.emplace_back(Close{id});
  lose(now, id, loss);
}

void Session::end_all(Instant now, const std::optional<Notification>& farewell, Cause cause) {
  while (!connections_.empty())
    end(now, connections_.back().id, farewell, {.cause = cause});
}

void Session::lose(Instant now, ConnectionId id, const Loss& loss) {
  const auto lost = std::ranges::find(connections_, id, &Connection::id);
  if (lost == connections_.end()) return;
  const bool was_up = lost->stage == SessionState::established;
  connections_.erase(lost);
  if (!was_up) {
    if (connections_.empty() && !dialing_) attempt_failed(now, loss);
    return;
  }
  remember(loss);
  effects_.emplace_back(Down{loss});
  if (!by_our_will(loss.cause)) ++report_.flaps;
  if (now - up_since_ >= kProvenAfter) backoff_.reset();
  schedule_retry(now);
}

void Session::attempt_failed(Instant now, const Loss& loss) {
  schedule_retry(now);
  if (by_our_will(loss.cause)) return;
  remember(loss);
  effects_.emplace_back(AttemptFailed{loss});
}

void Session::remember(const Loss& loss) {
  if (loss.sent) report_.last_sent = loss.sent;
  if (loss.received) report_.last_received = loss.received;
  report_.last_loss = loss;
}

void Session::schedule_retry(Instant now) {
  if (!running_ || settings_.passive || dialing_ || !connections_.empty()) return;
  retry_at_ = now + backoff_.next(random_);
}

}  // namespace herald::bgp
