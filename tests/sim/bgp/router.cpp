#include "tests/sim/bgp/router.h"

#include "core/bgp/shutdown.h"

#include <utility>

namespace herald::sim {

using namespace bgp;

Router::Router(SessionSettings settings, std::uint64_t seed) : session_(std::move(settings), seed) {
  step(Instant{}, session::Start{});
}

Session::Effects Router::step(Instant now, const Session::Event& event) {
  // The session hears first: an UPDATE may come in one piece with the KEEPALIVE that makes it up.
  auto effects = session_.step(now, event);
  for (const auto& effect : effects) {
    if (const auto* down = std::get_if<session::Down>(&effect)) end(now, down->loss);
    if (const auto* up = std::get_if<session::Established>(&effect)) begin(*up);
  }
  if (const auto* bytes = std::get_if<session::BytesReceived>(&event)) read_routes(*bytes);
  if (now >= give_up_at_) {
    give_up_at_ = kNever;
    for (const net::Family family : {net::Family::ipv4, net::Family::ipv6})
      forget_unconfirmed(family);
  }
  return effects;
}

void Router::read_routes(const session::BytesReceived& bytes) {
  Framer& framer = framers_[bytes.id];
  framer.allow_extended_messages();
  std::span<const std::uint8_t> input = bytes.bytes;
  for (;;) {
    const auto message = framer.next(input);
    if (!message || !*message) break;
    if (up_ == bytes.id) learn(**message);
  }
}

void Router::learn(const RawMessage& message) {
  if (message.type != MessageType::update && message.type != MessageType::route_refresh) return;
  ++table_version_;
  std::vector<std::uint8_t> whole(kHeaderSize);
  whole[18] = static_cast<std::uint8_t>(message.type);
  whole.insert(whole.end(), message.body.begin(), message.body.end());
  const auto before = receiver_.ended;
  if (!receiver_.take(whole, *dialect_)) complaint_ = "an UPDATE that no router takes";
  for (const net::Family family : receiver_.ended) {
    if (!before.contains(family)) forget_unconfirmed(family);
  }
}

// End-of-RIB: what was not repeated since the session came back is gone.
void Router::forget_unconfirmed(net::Family family) {
  ++table_version_;
  std::erase_if(receiver_.table, [&](const auto& entry) {
    return entry.first.family() == family && receiver_.stale.contains(entry.first);
  });
}

void Router::begin(const session::Established& up) {
  up_ = up.id;
  dialect_ = up.agreed.dialect;
  give_up_at_ = kNever;
  receiver_.ended.clear();
  receiver_.story.clear();
}

// RFC 4724 section 4.2: a NOTIFICATION of either side ends it. RFC 8538: or does not, if both say so, but for
// a Hard Reset.
bool Router::keeps_through(const session::Loss& loss) const {
  if (!dialect_ || !dialect_->their_restart) return false;
  if (!dialect_->their_restart->notifications) return !loss.received && !loss.sent;
  return !loss.received || !inside_hard_reset(*loss.received);
}

void Router::end(Instant now, const session::Loss& loss) {
  ++table_version_;
  const bool keeps = keeps_through(loss);
  if (keeps) give_up_at_ = now + dialect_->their_restart->time;
  if (!keeps) receiver_.table.clear();
  receiver_.stale.clear();
  for (const auto& [prefix, attributes] : receiver_.table)
    receiver_.stale.insert(prefix);
  framers_.clear();
  up_.reset();
  dialect_.reset();
}

std::optional<session::SendBytes> Router::ask_again(net::Family family) const {
  if (!up_ || !dialect_->speaks(unicast(family))) return std::nullopt;
  session::SendBytes request{*up_, {}};
  ByteWriter out(request.bytes);
  append_to(out, RouteRefresh{unicast(family)});
  return request;
}

}  // namespace herald::sim
