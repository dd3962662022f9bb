#include "tests/unit/bfd/two_sessions.h"

#include "core/base/check.h"

#include <algorithm>
#include <utility>

namespace herald::bfd {

void TwoSessions::feed(Side& side, const Session::Event& event) {
  const std::size_t to = &side == &sides_[0] ? 1 : 0;
  for (const auto& effect : side.session.step(now_, event)) {
    if (const auto* change = std::get_if<session::StateChanged>(&effect))
      side.changes.push_back({now_, *change});
    if (const auto* discarded = std::get_if<session::Discarded>(&effect))
      side.discards.push_back(discarded->why);
    const auto* send = std::get_if<session::Send>(&effect);
    if (send == nullptr) continue;
    side.sent.push_back({now_, send->packet});
    if (!side.loses()) flights_.emplace(now_ + side.latency, Flight{to, bytes_of(send->packet)});
  }
}

// Packets before ticks of the same instant, as the rule for callers has it.
void TwoSessions::run(Duration span) {
  const Instant end = now_ + span;
  while (true) {
    const Instant arrival = flights_.empty() ? kNever : flights_.begin()->first;
    const Instant tick = std::min(next_tick(sides_[0]), next_tick(sides_[1]));
    const Instant next = std::max(now_, std::min(arrival, tick));
    if (next > end) break;
    now_ = next;
    if (arrival <= next) {
      const Flight flight = flights_.extract(flights_.begin()).mapped();
      deliver(sides_[flight.to], flight.bytes);
    } else {
      feed(next_tick(sides_[0]) <= next ? sides_[0] : sides_[1], session::Tick{});
    }
  }
  now_ = end;
}

Instant TwoSessions::next_tick(const Side& side) const {
  return side.stalled ? kNever : side.session.next_deadline();
}

void TwoSessions::deliver(Side& side, const Bytes& bytes) {
  if (side.stalled) return side.waiting.push_back(bytes);
  const auto packet = parse(bytes);
  HERALD_CHECK(packet.has_value());
  feed(side, session::PacketReceived{*packet});
}

void TwoSessions::cut() {
  for (Side& side : sides_)
    side.loses = [] { return true; };
}

void TwoSessions::mend() {
  for (Side& side : sides_)
    side.loses = [] { return false; };
}

void TwoSessions::forget_history() {
  for (Side& side : sides_) {
    side.changes.clear();
    side.sent.clear();
    side.discards.clear();
  }
}

void TwoSessions::resume_draining(Side& side) {
  side.stalled = false;
  for (const Bytes& bytes : std::exchange(side.waiting, {}))
    deliver(side, bytes);
}

TwoSessions both_up(const SessionOptions& a, const SessionOptions& b) {
  TwoSessions world(a, b);
  world.run(std::chrono::seconds(10));
  HERALD_CHECK(world.both(State::up));
  world.forget_history();
  return world;
}

std::ptrdiff_t polls(const Side& side) {
  return std::ranges::count_if(side.sent, [](const Sent& sent) { return sent.packet.poll; });
}

std::ptrdiff_t finals(const Side& side) {
  return std::ranges::count_if(side.sent, [](const Sent& sent) { return sent.packet.final; });
}

}  // namespace herald::bfd
