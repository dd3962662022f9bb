// One address: whose it is, and what this node therefore does about it.
#include "core/base/check.h"
#include "core/own/ownership.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace herald::own {
namespace {

// Of late: what was disputed longer ago is forgotten.
constexpr Duration kDisputeMemory = std::chrono::minutes(1);
constexpr std::uint8_t kMostDisputes = 6;
constexpr std::uint8_t kMostDoubts = 4;  // 8 s apart

void count(Instant now, std::uint8_t most, Tally& tally) {
  if (now > tally.last + kDisputeMemory) tally.times = 0;
  tally.times = std::min<std::uint8_t>(most, static_cast<std::uint8_t>(tally.times + 1));
  tally.last = now;
}

bool contains(const std::shared_ptr<const NodeSet>& eligible, const NodeName& node) {
  return eligible != nullptr && std::binary_search(eligible->begin(), eligible->end(), node);
}

}  // namespace

bool Ownership::is_mine(const Slot& slot) const {
  return slot.claim.exists() && !slot.claim.released && slot.claim.owner == census_.self();
}

bool Ownership::is_entitled(const Slot& slot) const {
  if (!slot.claim.exists() || slot.claim.released) return false;
  if (!census_.may_hold(slot.claim.owner, slot.wanted->need)) return false;
  if (is_mine(slot)) return contains(slot.wanted->eligible, census_.roster().own_entry().node);
  return !slot.contested;
}

bool Ownership::is_silent() const {
  return phase_ == Phase::waiting || phase_ == Phase::joining || phase_ == Phase::left || cut_off_ ||
         census_.own_view().waiting;
}

Cause Ownership::silence_cause() const {
  return cut_off_ ? Cause::cut_off : Cause::conflict;
}

Cause Ownership::departure_cause() const {
  return draining_ ? Cause::owner_left : Cause::owner_ineligible;
}

bool Ownership::may_claim() const {
  return phase_ == Phase::running && !draining_ && !is_silent() && reach_ != Reach::asked &&
         !census_.condemned();
}

void Ownership::judge(Instant now, const net::IpAddress& address) {
  Slot* const slot = book_.find(address);
  if (slot == nullptr || !slot->wanted) return;
  bool entitled = is_entitled(*slot);
  if (is_mine(*slot)) {
    judge_own(now, address, *slot, entitled);
  } else if (slot->role != Role::bystander && (entitled || !reclaim(now, address, *slot))) {
    const bool gave_way = slot->role == Role::yielding;
    if (!gave_way && sticky_) count(now, kMostDisputes, slot->remember().disputes);
    lose(address, *slot, gave_way ? departure_cause() : Cause::conflict,
         census_.roster().name_of(slot->claim.owner));
    if (!gave_way) yielded_[slot->claim.owner].push_back({address, slot->claim});
  }
  entitled = is_entitled(*slot);  // it may have been reclaimed
  if (slot->orphan == entitled) {
    book_.set_orphan(address, *slot, !entitled);
    if (slot->role == Role::bystander) book_.set_alarm(address, *slot, kNever);
  }
  // Nobody waits for the one it was dealt to: the alarm was needed for something else.
  if (slot->orphan && slot->role == Role::bystander && slot->alarm == kNever) book_.deal_anew(address, *slot);
}

// Whoever deposed us may not hold it: nobody need notice. But what was taken for brand new is not.
bool Ownership::reclaim(Instant now, const net::IpAddress& address, Slot& slot) {
  const bool rightful = slot.past().deposed == census_.self() && slot.role == Role::announcing;
  if (!rightful || !may_claim() || now < may_claim_at(slot)) return false;
  count(now, kMostDisputes, slot.remember().disputes);
  const Claim claim{next_epoch(slot.claim.epoch), census_.self(), false};
  effect::Gained back{address, claim.epoch, succession_cause(slot),
                      census_.roster().name_of(slot.claim.owner)};
  if (!book_.record(now, address, claim)) return false;
  effects_.emplace_back(std::move(back));
  slot.settled_at = now;
  news_.push_back({address, claim});
  return true;
}

void Ownership::judge_own(Instant now, const net::IpAddress& address, Slot& slot, bool entitled) {
  if (!entitled) return yield(now, address, slot);
  if (slot.role == Role::yielding) {
    book_.set_role(slot, Role::announcing);
    book_.set_alarm(address, slot, kNever);
  }
  // Nobody took it, while this node was away, cut off, or in doubt.
  if (slot.role != Role::bystander) return;
  effect::Gained back{.address = address, .epoch = slot.claim.epoch, .from = {}};
  back.doubted = slot.past().doubts.times != 0;
  gain(now, address, slot, std::move(back));
}

void Ownership::yield(Instant now, const net::IpAddress& address, Slot& slot) {
  if (is_silent()) {
    if (slot.role != Role::bystander) lose(address, slot, silence_cause(), {});
    return;
  }
  if (slot.role == Role::yielding) return;
  if (slot.role != Role::announcing || !somebody_can_take(*slot.wanted)) return give_up(now, address, slot);
  book_.set_role(slot, Role::yielding);
  book_.set_alarm(address, slot, now + kHandover);
}

void Ownership::give_up(Instant now, const net::IpAddress& address, Slot& slot) {
  if (slot.role != Role::bystander) lose(address, slot, departure_cause(), {});
  release(now, address, slot);
}

void Ownership::release(Instant now, const net::IpAddress& address, const Slot& slot) {
  Claim claim = slot.claim;
  claim.released = true;
  book_.record(now, address, claim);
  news_.push_back({address, claim});
}

void Ownership::gain(Instant now, const net::IpAddress& address, Slot& slot, effect::Gained told) {
  if (!told.doubted) slot.settled_at = now;
  book_.set_role(slot, Role::announcing);
  book_.set_alarm(address, slot, kNever);
  effects_.emplace_back(std::move(told));
}

// Of a suspended address it has been told already.
void Ownership::lose(const net::IpAddress& address, Slot& slot, Cause cause, const NodeName& to) {
  if (slot.role != Role::suspended) effects_.emplace_back(effect::Lost{address, cause, to});
  book_.set_role(slot, Role::bystander);
  book_.set_alarm(address, slot, kNever);
}

bool Ownership::somebody_can_take(const Terms& wanted) const {
  if (wanted.eligible == nullptr) return false;
  return std::any_of(wanted.eligible->begin(), wanted.eligible->end(), [&](const NodeName& name) {
    const NodeId node = node_id(name);
    return node != census_.self() && census_.may_take(node) && census_.meets(node, wanted.need);
  });
}

Cause Ownership::succession_cause(const Slot& slot) const {
  if (!slot.claim.exists() || slot.rewanted) return Cause::fresh;
  const NodeId owner = slot.claim.owner;
  const View* view = census_.views().find(owner);
  if (view != nullptr && view->draining) return Cause::owner_left;
  if (slot.claim.released || slot.contested) return Cause::owner_ineligible;
  if (view == nullptr || census_.dead().contains(owner) || !view->holds()) return Cause::owner_died;
  return Cause::owner_ineligible;
}

void Ownership::claim(Instant now, const net::IpAddress& address, Slot& slot) {
  const Cause cause = succession_cause(slot);
  const NodeName from = cause == Cause::fresh ? NodeName() : census_.roster().name_of(slot.claim.owner);
  const bool brand_new = cause == Cause::fresh;
  const Claim claim{next_epoch(slot.claim.epoch), census_.self(), false};
  if (!book_.record(now, address, claim)) return;
  book_.set_orphan(address, slot, false);
  news_.push_back({address, claim});
  gain(now, address, slot, {address, claim.epoch, cause, from, brand_new});
}

void Ownership::assign(Instant now, const net::IpAddress& address, Slot& slot, std::optional<NodeId> winner) {
  const bool busy = slot.role != Role::bystander;  // then the alarm is not the orphan's
  if (winner == census_.self()) {
    const Instant when = may_claim_at(slot);
    if (now >= when) return claim(now, address, slot);
    book_.set_dealt(address, slot, winner);
    if (!busy) book_.set_alarm(address, slot, when);
    return;
  }
  const bool unchanged = slot.dealt_to == winner && (winner || slot.past().passed.empty());
  book_.set_dealt(address, slot, winner);
  if (busy || (unchanged && slot.alarm != kNever)) return;
  const bool anybody = winner || !slot.past().passed.empty();
  book_.set_alarm(address, slot, anybody ? now + kPatience : kNever);
}

// Who announced it may be one that this node cannot talk to. Where claims do not settle it, whoever has it
// now keeps it: the others look again, ever more seldom, whether it still does. No two of them at the same
// moment, or two that fell silent together would come back together.
void Ownership::suspend(Instant now, const net::IpAddress& address, Slot& slot) {
  Tally& doubts = slot.remember().doubts;
  count(now, kMostDoubts, doubts);
  const Duration most = kSuspension * (1 << (doubts.times - 1));
  constexpr std::uint64_t kParts = 256;
  const std::uint64_t part = rank(census_.self(), rank_key(address)) % kParts;
  lose(address, slot, Cause::conflict, {});
  book_.set_role(slot, Role::suspended);
  book_.set_alarm(address, slot, now + most - most / 4 * static_cast<Duration::rep>(part) / kParts);
}

// The first time may be a coincidence: a partition that healed.
Instant Ownership::may_claim_at(const Slot& slot) const {
  const Tally& disputes = slot.past().disputes;
  if (disputes.times < 2) return Instant::min();
  return disputes.last + std::chrono::seconds(1 << (disputes.times - 2));
}

Deal Ownership::new_deal(Deal::LoadOf load_of) {
  if (!table_) {
    std::vector<Seat> seats;
    for (const NodeId node : census_.roster().nodes()) {
      if (const View* view = census_.taker(node)) seats.push_back({node, view->unmet});
    }
    table_.emplace(std::move(seats));
  }
  return {*table_, book_.wanted(), std::move(load_of)};
}

}  // namespace herald::own
