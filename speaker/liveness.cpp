#include "speaker/liveness.h"

#include "core/base/bytes.h"
#include "core/bfd/packet.h"

#include <algorithm>
#include <set>
#include <utility>

namespace herald::speaker::wire {
namespace {

own::Endpoint endpoint_of(const own::Member& member) {
  return {member.address, member.port};
}

own::Liveness liveness_of(const bfd::Session& session) {
  if (session.state() == bfd::State::up) return own::Liveness::up;
  return session.remote().discriminator != 0 && session.remote().state == bfd::State::admin_down
             ? own::Liveness::leaving
             : own::Liveness::down;
}

}  // namespace

std::uint32_t Liveness::new_discriminator() {
  std::uint32_t discriminator = 0;
  while (discriminator == 0 || by_discriminator_.contains(discriminator))
    discriminator = static_cast<std::uint32_t>(random_.next() >> 32);
  return discriminator;
}

void Liveness::forget_discriminator(const own::NodeName& node) {
  std::erase_if(by_discriminator_, [&](const auto& known) { return known.second == node; });
}

bfd::Session Liveness::new_session() {
  bfd::SessionOptions options;
  options.discriminator = new_discriminator();
  options.timers = options_.timers;
  options.slow_interval = options_.timers.transmit;  // the LAN is ours, and a node must be noticed coming
  // Meticulous: or the last packet of a dead node, played again and again, would keep it alive.
  if (!options_.keys.empty()) options.authentication = {.meticulous = true, .keys = options_.keys};
  return {options, random_.next()};
}

// A session that is up is with the process that lives now, whatever the roster says by now of its start and
// by when: it stays. One that is down begins anew with the successor.
Liveness::Effects Liveness::watch(Instant now, const std::vector<own::Member>& members) {
  std::map<own::NodeName, own::Member> wanted;
  for (const own::Member& member : members)
    wanted[member.node] = member;
  for (auto entry = sessions_.begin(); entry != sessions_.end();) {
    Watched& watched = entry->second;
    const auto kept = wanted.find(entry->first);
    const bool moved = kept != wanted.end() && endpoint_of(kept->second) != endpoint_of(watched.member);
    if (kept != wanted.end() && !moved) {
      const bool reborn = kept->second.incarnation != watched.member.incarnation;
      watched.member = kept->second;
      if (reborn && watched.session.state() != bfd::State::up) begin_anew(now, watched);
      ++entry;
      continue;
    }
    if (kept == wanted.end()) step(now, watched, bfd::session::AdminDown{});
    forget_discriminator(entry->first);
    entry = sessions_.erase(entry);
  }
  for (const auto& [node, member] : wanted) {
    if (!sessions_.contains(node)) begin(now, member);
  }
  return std::exchange(effects_, {});
}

// A guest is heard already: his session goes on.
void Liveness::begin(Instant now, const own::Member& member) {
  const auto guest = guests_.extract(endpoint_of(member));
  const Watched watched{.member = member,
                        .session = guest.empty() ? new_session() : std::move(guest.mapped()),
                        .reported = std::nullopt,
                        .doubted_until = std::nullopt};
  const auto entry = sessions_.emplace(member.node, watched).first;
  by_discriminator_[watched.session.discriminator()] = member.node;
  report(now, entry->second);
}

// RFC 5880 section 6.8.6: by the discriminator that the sender echoes; who has not heard us yet is known by
// where he speaks from.
Liveness::Watched* Liveness::session_for(const own::Endpoint& from, const bfd::ControlPacket& packet) {
  if (packet.your_discriminator != 0) {
    const auto known = by_discriminator_.find(packet.your_discriminator);
    if (known == by_discriminator_.end()) return nullptr;
    Watched& watched = sessions_.at(known->second);
    return watched.member.address == from.address ? &watched : nullptr;
  }
  const auto found = std::ranges::find_if(
      sessions_, [&](const auto& entry) { return endpoint_of(entry.second.member) == from; });
  return found == sessions_.end() ? nullptr : &found->second;
}

Liveness::Effects Liveness::hear(Instant now, const own::Endpoint& from,
                                 std::span<const std::uint8_t> packet) {
  const auto parsed = bfd::parse(packet);
  if (!parsed) {
    ++discarded_;
    return {};
  }
  Watched* const watched = session_for(from, *parsed);
  if (watched != nullptr) {
    step(now, *watched, bfd::session::PacketReceived{*parsed});
  } else {
    hear_guest(now, from, *parsed);
  }
  return std::exchange(effects_, {});
}

Liveness::Effects Liveness::tick(Instant now) {
  for (auto& [node, watched] : sessions_) {
    if (watched.session.is_silent_too_long(now)) renumber(watched);
    if (watched.session.next_deadline() <= now) step(now, watched, bfd::session::Tick{});
    if (watched.doubted_until && *watched.doubted_until <= now) report(now, watched);
  }
  tick_guests(now);
  return std::exchange(effects_, {});
}

Liveness::Effects Liveness::configure(Instant now, const bfd::Timers& timers) {
  if (timers == options_.timers) return {};
  options_.timers = timers;
  for (auto& [node, watched] : sessions_)
    step(now, watched, bfd::session::ConfigChanged{timers});
  for (auto& [endpoint, guest] : guests_)
    drive(now, endpoint, guest, bfd::session::ConfigChanged{timers});
  return std::exchange(effects_, {});
}

Liveness::Effects Liveness::leave(Instant now) {
  for (auto& [node, watched] : sessions_)
    step(now, watched, bfd::session::AdminDown{});
  for (auto& [endpoint, guest] : guests_)
    drive(now, endpoint, guest, bfd::session::AdminDown{});
  sessions_.clear();
  guests_.clear();
  by_discriminator_.clear();
  return std::exchange(effects_, {});
}

void Liveness::step(Instant now, Watched& watched, const bfd::Session::Event& event) {
  drive(now, endpoint_of(watched.member), watched.session, event);
  report(now, watched);
}

bool Liveness::drive(Instant now, const own::Endpoint& to, bfd::Session& session,
                     const bfd::Session::Event& event) {
  bool believed = true;
  for (const auto& effect : session.step(now, event)) {
    if (const auto* send = std::get_if<bfd::session::Send>(&effect)) {
      std::vector<std::uint8_t> bytes;
      ByteWriter out(bytes);
      bfd::append_to(out, send->packet);
      effects_.emplace_back(Send{to, std::move(bytes)});
    }
    if (!std::holds_alternative<bfd::session::Discarded>(effect)) continue;
    believed = false;
    ++discarded_;
  }
  return believed;
}

// The numbers of a dead process must not delay its successor; nor must ours, of which it may have heard by
// now: a session with other ones would wait until the successor has forgotten these.
// One that was up is given the time to come up again, and is down if it does not: nobody else would say so.
void Liveness::begin_anew(Instant now, Watched& watched) {
  if (watched.reported != own::Liveness::up) {
    watched.reported.reset();
    watched.doubted_until.reset();
  } else if (!watched.doubted_until) {
    watched.doubted_until = now + own_detection_time();
  }
  renumber(watched);
  step(now, watched, bfd::session::RemoteRestarted{});
}

// After a silence the session believes any number to go on from: what somebody recorded of the dead must not
// bring it up. Before it says that it is down, so that one who lives answers to the new one.
void Liveness::renumber(Watched& watched) {
  forget_discriminator(watched.member.node);
  const std::uint32_t discriminator = new_discriminator();
  by_discriminator_[discriminator] = watched.member.node;
  watched.session.renumber(discriminator);
}

void Liveness::report(Instant now, Watched& watched) {
  const own::Liveness state = liveness_of(watched.session);
  const bool never_up = !watched.reported && state == own::Liveness::down;
  if (state != own::Liveness::down) watched.doubted_until.reset();
  if (never_up || watched.reported == state || watched.session.state() == bfd::State::admin_down) return;
  if (state == own::Liveness::down && in_doubt(now, watched)) return;
  watched.reported = state;
  watched.doubted_until.reset();
  effects_.emplace_back(Changed{watched.member.node, state});
}

bool Liveness::in_doubt(Instant now, Watched& watched) const {
  if (watched.reported == own::Liveness::leaving) return false;
  if (watched.doubted_until) return now < *watched.doubted_until;
  const bool heard = watched.session.remote().discriminator != 0;
  if (heard) watched.doubted_until = now + own_detection_time();
  return heard;
}

Duration Liveness::own_detection_time() const {
  return options_.timers.receive * options_.timers.multiplier;
}

Instant Liveness::next_deadline() const {
  Instant next = kNever;
  for (const auto& [node, watched] : sessions_)
    next = std::min({next, watched.session.next_deadline(), watched.doubted_until.value_or(kNever)});
  for (const auto& [endpoint, guest] : guests_)
    next = std::min(next, guest.next_deadline());
  return next;
}

std::size_t Liveness::up() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      sessions_, [](const auto& entry) { return entry.second.session.state() == bfd::State::up; }));
}

std::optional<Instant> Liveness::last_heard(const own::NodeName& node) const {
  const auto found = sessions_.find(node);
  return found == sessions_.end() ? std::nullopt : found->second.session.last_heard();
}

}  // namespace herald::speaker::wire
