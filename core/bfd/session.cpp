#include "core/bfd/session.h"

#include "core/base/check.h"
#include "core/bfd/transition.h"

#include <algorithm>
#include <utility>

namespace herald::bfd {

using namespace session;  // NOLINT(google-build-using-namespace): its own events and effects

Session::Session(const SessionOptions& options, std::uint64_t seed)
    : options_(options), random_(seed), negotiation_(options.timers, options.slow_interval) {
  HERALD_CHECK(options_.discriminator != 0);
  if (options_.authentication)
    authenticator_.emplace(*options_.authentication, static_cast<std::uint32_t>(random_.next() >> 32));
}

Session::Effects Session::step(Instant now, const Event& event) {
  std::visit([&](const auto& e) { on(now, e); }, event);
  announce_news(now);
  return std::exchange(effects_, {});
}

Instant Session::next_deadline() const {
  return std::min(silent_too_long_at(), transmit_at());
}

// 6.8.6, in its order. An AdminDown session still keeps what it learned: the intervals hold for its own
// packets.
void Session::on(Instant now, const PacketReceived& event) {
  const ControlPacket& packet = event.packet;
  if (const auto why = judge(now, packet)) {
    effects_.emplace_back(Discarded{*why});
    return;
  }
  hear(now, packet);
  if (state_ == State::admin_down) {
    effects_.emplace_back(Discarded{Discard::administratively_down});
    return;
  }
  follow(packet);
  settle();
  if (!packet.poll) return;
  ControlPacket answer = contents();
  answer.final = true;
  send(now, answer);
}

void Session::on(Instant now, const Tick&) {
  if (now >= silent_too_long_at()) {
    forget_remote();
    if (established()) enter(State::down, Diagnostic::detection_expired);
    settle();
    announce_news(now);
  }
  if (now < transmit_at()) return;
  ControlPacket packet = contents();
  packet.poll = negotiation_.polling();
  send(now, packet);
}

void Session::on(Instant, const LocalFailure& event) {
  if (!established()) return;
  enter(State::down, event.diagnostic);
  settle();
}

void Session::on(Instant, const AdminDown&) {
  if (state_ == State::admin_down) return;
  enter(State::admin_down, Diagnostic::administratively_down);
  settle();
}

// The diagnostic stays what it is: it says why the session is Down until it is Up (6.8.16).
void Session::on(Instant, const AdminUp&) {
  if (state_ != State::admin_down) return;
  enter(State::down, diagnostic_);
  settle();
}

void Session::on(Instant, const ConfigChanged& event) {
  negotiation_.configure(event.timers);
  settle();
}

void Session::on(Instant, const RemoteRestarted&) {
  forget_remote();
  last_heard_.reset();
  if (authenticator_) authenticator_->forget_sequence();
  if (established()) enter(State::down, Diagnostic::neighbor_signaled_down);
  settle();
}

void Session::renumber(std::uint32_t discriminator) {
  HERALD_CHECK(discriminator != 0);
  options_.discriminator = discriminator;
}

std::optional<Discard> Session::judge(Instant now, const ControlPacket& packet) {
  if (packet.your_discriminator != 0 && packet.your_discriminator != options_.discriminator)
    return Discard::wrong_discriminator;
  if (!authenticator_) return packet.auth ? std::optional(Discard::unexpected_authentication) : std::nullopt;
  if (last_heard_ && now - *last_heard_ >= 2 * detection_time()) authenticator_->forget_sequence();
  return authenticator_->judge(packet);
}

// A new discriminator alone is no restart: a system may change its own at any time (6.3). One that restarted
// says Down, or falls silent.
void Session::hear(Instant now, const ControlPacket& packet) {
  last_heard_ = now;
  remote_ = {.discriminator = packet.my_discriminator,
             .state = packet.state,
             .diagnostic = packet.diagnostic,
             .demand = packet.demand,
             .echo_receive = packet.required_min_echo_receive};
  negotiation_.hear(packet);
  if (packet.final) negotiation_.confirm();
}

void Session::follow(const ControlPacket& packet) {
  const State next = after(state_, packet.state);
  if (next == state_) return;
  switch (next) {
    case State::down:
      return enter(next, Diagnostic::neighbor_signaled_down, packet.diagnostic);
    case State::up:
      return enter(next, Diagnostic::none, packet.diagnostic);
    default:  // on the way up: why it was down still holds
      return enter(next, diagnostic_, packet.diagnostic);
  }
}

// 6.8.1: after a detection time of silence its discriminator is forgotten; with it goes all that it asked
// for.
void Session::forget_remote() {
  remote_ = {};
  negotiation_.forget_remote();
}

void Session::enter(State to, Diagnostic diagnostic, Diagnostic told) {
  const bool failed = established() && to != State::init && to != State::up;
  effects_.emplace_back(StateChanged{state_, to, diagnostic, told});
  state_ = to;
  diagnostic_ = diagnostic;
  if (failed) last_failure_ = diagnostic;
}

void Session::settle() {
  negotiation_.settle(state_, remote_known());
}

// 6.8.7. A Final is exempt; it does not ask here.
bool Session::may_transmit() const {
  return (!options_.passive || remote_known()) && !negotiation_.remote_wants_nothing();
}

Instant Session::silent_too_long_at() const {
  return remote_known() ? *last_heard_ + detection_time() : kNever;
}

// Computed from what is in force now, not stored: an interval that shrinks is honoured from the last packet
// on, as 6.8.3 demands.
Instant Session::transmit_at() const {
  if (!may_transmit()) return kNever;
  const bool both_up = state_ == State::up && remote_.state == State::up;
  if (remote_.demand && both_up && !negotiation_.polling())
    return kNever;  // 6.6: it asks when it wants to know
  if (!last_sent_) return Instant{};
  return *last_sent_ + jittered(transmit_interval(), negotiation_.multiplier(), jitter_);
}

ControlPacket Session::contents() const {
  return {.diagnostic = diagnostic_,
          .state = state_,
          .control_plane_independent = options_.control_plane_independent,
          .multiplier = negotiation_.multiplier(),
          .my_discriminator = options_.discriminator,
          .your_discriminator = remote_.discriminator,
          .desired_min_transmit = negotiation_.told_transmit(),
          .required_min_receive = negotiation_.told_receive(),
          .required_min_echo_receive = options_.echo_receive,
          .auth = {}};
}

// News does not wait for the timer (6.8.7). It cannot go back and forth for ever: an answer that holds no
// news for the other side changes nothing there.
void Session::announce_news(Instant now) {
  if (!may_transmit() || !last_contents_ || contents() == *last_contents_) return;
  ControlPacket packet = contents();
  packet.poll = negotiation_.polling();
  send(now, packet);
}

void Session::send(Instant now, ControlPacket packet) {
  const ControlPacket sent = contents();
  if (authenticator_) authenticator_->sign(packet, sent != last_contents_);
  last_contents_ = sent;
  if (!packet.final) {  // a Final is out of turn: being polled must not postpone our own polls
    last_sent_ = now;
    jitter_ = random_.next();
  }
  effects_.emplace_back(Send{std::move(packet)});
}

}  // namespace herald::bfd
