#include "core/own/ownership.h"

#include "core/base/check.h"

#include <algorithm>
#include <utility>

namespace herald::own {
namespace {

// A Tick that comes later than this was not late, we were: the others may have given up on us meanwhile.
constexpr Duration kStalled = std::chrono::milliseconds(500);
// Or two that hear each other's messages, but no BFD, would never come to a verdict.
constexpr Duration kDoubtEvery = std::chrono::seconds(10);
constexpr Duration kRivalMemory = std::chrono::seconds(10);

}  // namespace

Ownership::Ownership(const Member& self) : census_(self) {}

Ownership::Effects Ownership::step(Instant now, const Event& event) {
  if (phase_ == Phase::left) return {};
  std::visit([&](const auto& e) { on(now, e); }, event);
  return conclude(now);
}

Ownership::Effects Ownership::step(Instant now, const std::vector<Event>& events) {
  if (phase_ == Phase::left) return {};
  for (const Event& event : events)
    std::visit([&](const auto& e) { on(now, e); }, event);
  return conclude(now);
}

Instant Ownership::next_deadline() const {
  if (phase_ == Phase::left) return kNever;
  return std::min({census_.next_deadline(), book_.next_alarm(), joining_.next_deadline(), digest_at_,
                   repeat_at_, reach_deadline_, rebalance_at_,
                   rival_until_ == Instant{} ? kNever : rival_until_});
}

void Ownership::on(Instant now, const event::RosterChanged& event) {
  const Roster::Difference difference = census_.set_roster(now, event.members);
  follow_departures(now, difference);
  // The Lease says who is real, also after a clock was set back, and also of one that was no member
  // meanwhile.
  for (const NodeIds* nodes : {&difference.joined, &difference.changed}) {
    for (const NodeId node : *nodes)
      replay_.set_back(node, census_.roster().find(node)->incarnation);
  }
  census_touched_ = true;
  deal_due_ = true;
  if (joining_.under_way()) {
    joining_.follow(others());
  } else if (phase_ == Phase::waiting) {
    joining_.begin(now, others());
  }
  if (digest_at_ != kNever) return;
  // Spread over the second, so that the whole cluster does not speak at once.
  digest_at_ = now + Duration(static_cast<Duration::rep>(census_.self().value() %
                                                         static_cast<std::uint64_t>(kAntiEntropy.count())));
}

void Ownership::on(Instant now, const event::Wanted& event) {
  const own::Wanted& wanted = event.wanted;
  Slot& slot = book_.want(now, wanted);
  const NodeName& owner = census_.roster().name_of(slot.claim.owner);
  slot.contested = slot.claim.exists() && !owner.empty() &&
                   (wanted.eligible == nullptr ||
                    !std::binary_search(wanted.eligible->begin(), wanted.eligible->end(), owner));
  touched_.push_back(wanted.address);
  book_.deal_anew(wanted.address, slot);
  if (!sticky_) rebalance_at_ = now + kHandover;
}

void Ownership::on(Instant now, const event::Unwanted& event) {
  Slot* const slot = book_.find(event.address);
  if (slot == nullptr || !slot->wanted) return;
  if (slot->role != Role::bystander) lose(event.address, *slot, Cause::unwanted, {});
  // What a silent node has, another may have taken over; a superseded one would speak for its successor.
  if (is_mine(*slot) && !is_silent()) release(now, event.address, *slot);
  book_.unwant(now, event.address);
}

void Ownership::on(Instant now, const event::Complete&) {
  if (std::exchange(complete_, true)) return;
  census_.forget_strangers(now);
  census_touched_ = true;
}

void Ownership::on(Instant now, const event::LivenessChanged& event) {
  const NodeId node = node_id(event.node);
  const bool up = event.state == Liveness::up;
  if (!census_.set_liveness(node, up)) return;
  census_touched_ = true;
  if (!up) return;
  // After a partition the two sides differ in much: it is settled at once, not within the next second.
  urgent_.insert(node);
  reach_again(now);
}

void Ownership::on(Instant now, const event::GuestUp& event) {
  const auto node = census_.roster().former_at(event.at.address, event.at.port);
  if (!node) return;
  former_.try_emplace(*node, Former{.forgotten_at = now + kFormerMemory});  // it may never have been heard
  welcome(now, *node);
}

void Ownership::reach_again(Instant now) {
  if (!std::exchange(cut_off_, false)) return;
  reach_ = Reach::unasked;
  rejoin(now);
}

void Ownership::on(Instant now, const event::ReachJudged& event) {
  reach_ = Reach::judged;
  reach_deadline_ = kNever;
  deal_due_ = true;
  if (cut_off_ == event.cut_off) return;
  cut_off_ = event.cut_off;
  census_touched_ = true;
  if (!cut_off_) rejoin(now);
}

// What it knew before may be long out of date.
void Ownership::rejoin(Instant now) {
  census_touched_ = true;
  census_.restart_sessions(now);
  if (phase_ != Phase::running) return;
  phase_ = Phase::joining;
  joining_.begin(now, others());
}

void Ownership::on(Instant, const event::AbleChanged& event) {
  unmet_ = event.unmet;
  census_touched_ = true;
}

void Ownership::on(Instant now, const event::MessageHeard& event) {
  const auto message = parse(event.bytes);
  if (!message) return;
  if (message->header.sender == census_.self()) {
    if (message->header.incarnation <= census_.roster().own_entry().incarnation) return;
    rival_until_ = now + kRivalMemory;
    census_touched_ = true;
    return;
  }
  if (!admit(message->header)) return;
  joining_.heard(message->header.sender);
  census_.heard_from(now, message->header.sender);
  if (census_.roster().has_left(message->header.sender, message->header.incarnation))
    welcome(now, message->header.sender);
  doubt_isolation(now, message->header.sender);
  hear(now, *message, event.from);
}

// All sessions are down, and yet a member is heard: a partition heals, and sessions take a moment to come up.
// To take the member for dead in that moment would mean to take back what it has.
void Ownership::doubt_isolation(Instant now, NodeId sender) {
  if (!cut_off_ && !census_.peers().all_down()) return;
  if (census_.roster().find(sender) == nullptr) return;
  reach_again(now);
  if (!census_.peers().all_down() || now < doubt_again_at_) return;
  doubt_again_at_ = now + kDoubtEvery;
  census_.restart_sessions(now);
  census_touched_ = true;
}

void Ownership::on(Instant now, const event::ForeignAnnouncement& event) {
  Slot* const slot = book_.find(event.address);
  if (slot == nullptr || (slot->role != Role::announcing && slot->role != Role::yielding)) return;
  if (slot->role == Role::announcing && now < slot->settled_at + kLastWords) return;
  // The successor that it was waiting for.
  if (slot->role == Role::yielding) {
    lose(event.address, *slot, departure_cause(), {});
    return book_.deal_anew(event.address, *slot);
  }
  suspend(now, event.address, *slot);
  // Said to all, it is a question: whoever has a better claim answers with it.
  news_.push_back({event.address, slot->claim});
}

void Ownership::on(Instant, const event::Drain& event) {
  draining_ = event.draining || phase_ == Phase::leaving;
  emptied_told_ = false;
  census_touched_ = true;
}

void Ownership::on(Instant now, const event::PolicyChanged& event) {
  sticky_ = event.sticky;
  rebalance_at_ = sticky_ ? kNever : now + kHandover;
}

void Ownership::on(Instant now, const event::Tick&) {
  const Instant due = next_deadline();
  if (due != kNever && now > due + kStalled) urgent_.merge(census_.peers().nodes());
  if (census_.expire(now)) census_touched_ = true;
  if (rival_until_ != Instant{} && now >= rival_until_) {
    rival_until_ = Instant{};
    census_touched_ = true;
  }
  if (now >= reach_deadline_) {
    reach_ = Reach::judged;
    reach_deadline_ = kNever;
    deal_due_ = true;
  }
  for (const net::IpAddress& address : book_.take_alarms(now))
    ring_alarm(now, address);
  if (now >= repeat_at_) {
    repeat_at_ = kNever;
    send(endpoints_of(others()), body::Views{{census_.own_view()}});
  }
  anti_entropy(now);
}

void Ownership::ring_alarm(Instant now, const net::IpAddress& address) {
  Slot& slot = *book_.find(address);
  touched_.push_back(address);
  if (slot.role == Role::yielding) return give_up(now, address, slot);
  if (slot.role == Role::suspended) return book_.set_role(slot, Role::bystander);
  if (!slot.orphan) return;
  book_.deal_anew(address, slot);
  if (slot.dealt_to && *slot.dealt_to != census_.self()) slot.remember().passed.push_back(*slot.dealt_to);
  if (!slot.dealt_to && slot.memory)
    slot.memory->passed.clear();  // all had their chance: once more from the first
  slot.dealt_to.reset();
}

void Ownership::on(Instant, const event::Stop&) {
  phase_ = Phase::leaving;
  draining_ = true;
  census_touched_ = true;
}

bool Ownership::announces(const net::IpAddress& address) const {
  const Slot* slot = book_.find(address);
  return slot != nullptr && (slot->role == Role::announcing || slot->role == Role::yielding);
}

std::size_t Ownership::announced() const {
  return book_.with_role(Role::announcing) + book_.with_role(Role::yielding);
}

NodeName Ownership::owner_of(const net::IpAddress& address) const {
  const Slot* slot = book_.find(address);
  if (slot == nullptr || !slot->claim.exists() || slot->claim.released) return {};
  return census_.roster().name_of(slot->claim.owner);
}

}  // namespace herald::own
