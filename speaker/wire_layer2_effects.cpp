// What ownership, liveness and the announcer ask for, turned into effects and into each other's events.
#include "speaker/ring_message.h"
#include "speaker/wire_layer2.h"

#include <algorithm>
#include <utility>

namespace herald::speaker::wire {
namespace {

report::MemberState state_of(own::Liveness liveness) {
  switch (liveness) {
    case own::Liveness::up:
      return report::MemberState::up;
    case own::Liveness::down:
      return report::MemberState::down;
    case own::Liveness::leaving:
      return report::MemberState::leaving;
  }
  return report::MemberState::unknown;
}

std::size_t index_of(own::Cause cause) {
  return static_cast<std::size_t>(cause);
}

}  // namespace

void Layer2::perform(Instant, const own::effect::Send& effect) {
  effects_.emplace_back(SendMessage{effect.to, wrapped(RingMessage::ownership, effect.bytes)});
}

void Layer2::perform(Instant now, const own::effect::Watch& effect) {
  perform(now, liveness_.watch(now, effect.members));
  std::erase_if(silent_, [&](const own::NodeName& node) {
    return std::ranges::find(effect.members, node, &own::Member::node) == effect.members.end();
  });
}

void Layer2::perform(Instant now, const Liveness::Effects& effects) {
  for (const Liveness::Effect& effect : effects) {
    if (const auto* send = std::get_if<Liveness::Send>(&effect)) {
      effects_.emplace_back(SendBfd{send->to.address, send->to.port, send->packet});
      continue;
    }
    if (const auto* guest = std::get_if<Liveness::GuestUp>(&effect)) {
      for_own_.emplace_back(own::event::GuestUp{guest->at});
      continue;
    }
    const auto& changed = std::get<Liveness::Changed>(effect);
    if (changed.state == own::Liveness::down && (ring_link_down_ || now < trust_silence_at_)) {
      silent_.insert(changed.node);
      continue;
    }
    silent_.erase(changed.node);
    for_own_.emplace_back(own::event::LivenessChanged{changed.node, changed.state});
    if (changed.state == own::Liveness::up) greet(now, changed.node);
  }
  follow_sessions(now);
}

// What sessions say that have not been heard since a stall is of yesterday.
void Layer2::follow_sessions(Instant now) {
  if (now < judge_at_ || liveness_.up() == 0 || !reach_.is_asking()) return;
  reach_.connected();
  capture_dirty_ = true;
}

void Layer2::perform(Instant now, const own::effect::Gained& effect) {
  const auto wanted = wanted_.find(effect.address);
  const own::InterfaceNeed need = wanted == wanted_.end() ? own::InterfaceNeed() : wanted->second;
  const auto [entry, added] =
      held_.try_emplace(effect.address, Held{.need = need, .gained = effect, .owner_heard = std::nullopt});
  Held& held = entry->second;
  held.gained = effect;
  if (added) {
    if (effect.cause == own::Cause::owner_died) held.owner_heard = liveness_.last_heard(effect.from);
    if (!effect.doubted) ++counters_.takeovers[index_of(effect.cause)];
    if (effect.cause == own::Cause::conflict) ++counters_.claims_epoch_conflicts;
    groups_dirty_ = true;
  }
  const bool probe = effect.doubted || (effect.brand_new && settings_.conflict_probe);
  announce(now, l2::announcer::Gain{effect.address, l2::Scope(need.value()), probe});
}

void Layer2::perform(Instant now, const own::effect::Lost& effect) {
  responder_.withdraw(effect.address);
  announce(now, l2::announcer::Lose{effect.address});
  groups_dirty_ = true;
  const auto held = held_.find(effect.address);
  if (held == held_.end()) return;
  const bool known = held->second.told || held->second.conflict;
  held_.erase(held);
  if (!known) return;
  if (effect.cause == own::Cause::conflict) ++counters_.claims_epoch_conflicts;
  tell(report::Lost{effect.address, effect.cause, effect.to});
}

void Layer2::perform(Instant, const own::effect::MemberSeen& effect) {
  // Told of members only. Counting them all anew for each would cost a large cluster its start.
  const auto known = seen_.try_emplace(effect.node, report::MemberState::unknown).first;
  const auto place = [](report::MemberState state) { return static_cast<std::size_t>(state); };
  std::uint64_t& before = counters_.ring_members[place(known->second)];
  if (before != 0) --before;
  known->second = state_of(effect.state);
  ++counters_.ring_members[place(known->second)];
  tell(report::MemberSeen{effect.node, state_of(effect.state)});
}

// No member yet: the roster makes it one (speaker/roster.h).
void Layer2::perform(Instant, const own::effect::HeardAgain& effect) {
  tell(report::MemberSeen{effect.node, report::MemberState::up});
}

void Layer2::count_members() {
  counters_.ring_members = {};
  for (const auto& [node, member] : roster_) {
    if (node == self_.node) continue;
    const auto seen = seen_.find(node);
    const auto state = seen == seen_.end() ? report::MemberState::unknown : seen->second;
    ++counters_.ring_members[static_cast<std::size_t>(state)];
  }
}

void Layer2::perform(Instant now, const own::effect::Isolated&) {
  cut_off_told_.reset();
  reach_.isolated(now);
  capture_dirty_ = true;
}

void Layer2::perform(Instant, const own::effect::Emptied&) {
  tell(report::Emptied{});
}

// The sessions outlive the handover, so that it is not taken for a death.
void Layer2::perform(Instant now, const own::effect::Left&) {
  perform(now, liveness_.leave(now));
  for_own_.clear();
  left_ = true;
  effects_.emplace_back(Left{});
}

void Layer2::announce(Instant now, const l2::Announcer::Event& event) {
  for (const auto& effect : announcer_.step(now, event))
    std::visit([&](const auto& e) { perform(now, e); }, effect);
}

void Layer2::perform(Instant now, const l2::announcer::Transmit& effect) {
  ++counters_.announcements[static_cast<std::size_t>(effect.kind)];
  const auto held = held_.find(effect.address);
  if (held != held_.end() && held->second.owner_heard && effect.kind == l2::announcer::Kind::takeover)
    counters_.takeover_time.observe(now - *std::exchange(held->second.owner_heard, std::nullopt));
  effects_.emplace_back(SendFrame{effect.interface, effect.frame});
}

void Layer2::perform(Instant now, const l2::announcer::Announced& effect) {
  Held& held = held_.at(effect.address);
  responder_.announce(effect.address, l2::Scope(held.need.value()));
  held.told = true;
  const Duration silence = held.owner_heard ? now - *held.owner_heard : Duration::zero();
  tell(report::Gained{effect.address, held.gained.epoch, held.gained.cause, held.gained.from, silence});
}

void Layer2::perform(Instant, const l2::announcer::Conflict& effect) {
  ++counters_.conflicts;
  held_.at(effect.address).conflict = true;
  const Interface* seen_on = interfaces_.find(effect.interface);
  tell(report::Conflict{effect.address, effect.mac, seen_on == nullptr ? "" : seen_on->name,
                        effect.announced});
}

void Layer2::perform(Instant, const l2::announcer::ConflictOver& effect) {
  held_.at(effect.address).conflict = false;
  tell(report::ConflictOver{effect.address});
}

}  // namespace herald::speaker::wire
