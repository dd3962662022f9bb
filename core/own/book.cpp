#include "core/own/book.h"

#include "core/base/hash.h"

#include <algorithm>
#include <iterator>

namespace herald::own {
namespace {

std::uint64_t fingerprint(const net::IpAddress& address, const Claim& claim) {
  const std::uint64_t state = claim.epoch.value() * 2 + (claim.released ? 1 : 0);
  return hash_combine(hash_combine(rank_key(address), state), claim.owner.value());
}

const Book::Addresses kNoAddresses;

}  // namespace

Slot* Book::find(const net::IpAddress& address) {
  const auto entry = slots_.find(address);
  return entry == slots_.end() ? nullptr : &entry->second;
}

const Slot* Book::find(const net::IpAddress& address) const {
  const auto entry = slots_.find(address);
  return entry == slots_.end() ? nullptr : &entry->second;
}

bool Book::record(Instant now, const net::IpAddress& address, const Claim& claim) {
  const auto [entry, fresh] = slots_.try_emplace(address);
  Slot& slot = entry->second;
  if (!beats(claim, slot.claim, address)) return false;
  discount(now, address, slot);
  slot.claim = claim;
  slot.contested = false;
  if (slot.memory) {
    slot.memory->deposed.reset();
    slot.memory->doubts.times = 0;
  }
  if (!claim.released) slot.rewanted = false;
  account(now, address, slot);
  if (fresh) {
    ++roles_[static_cast<std::size_t>(slot.role)];
    remember_unasked(now, address);
  }
  return true;
}

Slot& Book::want(Instant now, const Wanted& wanted) {
  const auto [entry, fresh] = slots_.try_emplace(wanted.address);
  Slot& slot = entry->second;
  if (fresh) ++roles_[static_cast<std::size_t>(slot.role)];
  if (slot.wanted) {
    slot.wanted = Terms{wanted.eligible, wanted.need};
    return slot;
  }
  asked_for(wanted.address);
  discount(now, wanted.address, slot);
  slot.wanted = Terms{wanted.eligible, wanted.need};
  ++wanted_;
  account(now, wanted.address, slot);
  return slot;
}

void Book::unwant(Instant now, const net::IpAddress& address) {
  const auto entry = slots_.find(address);
  if (entry == slots_.end() || !entry->second.wanted) return;
  Slot& slot = entry->second;
  set_orphan(address, slot, false);
  discount(now, address, slot);
  slot.wanted.reset();
  slot.contested = false;
  slot.rewanted = true;
  --wanted_;
  account(now, address, slot);
  remember_unasked(now, address);
}

void Book::remember_unasked(Instant now, const net::IpAddress& address) {
  asked_for(address);
  unasked_since_[address] = now;
  unasked_.emplace(now, address);
  if (unasked_.size() <= kMostUnasked) return;
  const auto oldest = unasked_.begin();
  drop((oldest->second == address ? std::next(oldest) : oldest)->second);
}

void Book::asked_for(const net::IpAddress& address) {
  const auto since = unasked_since_.find(address);
  if (since == unasked_since_.end()) return;
  unasked_.erase({since->second, address});
  unasked_since_.erase(since);
}

void Book::forget_unasked(Instant now) {
  while (!unasked_.empty() && unasked_.begin()->first + kUnaskedFor <= now)
    drop(unasked_.begin()->second);
}

void Book::drop(net::IpAddress address) {
  asked_for(address);
  const auto entry = slots_.find(address);
  Slot& slot = entry->second;
  set_alarm(address, slot, kNever);
  discount(Instant{}, address, slot);
  --roles_[static_cast<std::size_t>(slot.role)];
  slots_.erase(entry);
}

void Book::set_orphan(const net::IpAddress& address, Slot& slot, bool orphan) {
  if (slot.orphan == orphan) return;
  deal_anew(address, slot);
  slot.orphan = orphan;
  slot.dealt_to.reset();
  if (slot.memory) slot.memory->passed.clear();
  if (orphan) {
    orphans_.insert(address);
    undealt_.insert(address);
  } else {
    orphans_.erase_key(address);
    undealt_.erase_key(address);
  }
}

void Book::set_dealt(const net::IpAddress& address, Slot& slot, std::optional<NodeId> to) {
  deal_anew(address, slot);
  undealt_.erase_key(address);
  slot.dealt = true;
  slot.dealt_to = to;
  if (to) ++awaited_[*to];
}

void Book::deal_anew(const net::IpAddress& address, Slot& slot) {
  if (!slot.dealt) return;
  slot.dealt = false;
  undealt_.insert(address);
  if (!slot.dealt_to) return;
  const auto entry = awaited_.find(*slot.dealt_to);
  if (--entry->second == 0) awaited_.erase(entry);
}

void Book::deal_all_anew() {
  for (const net::IpAddress& address : orphans_)
    deal_anew(address, slots_.at(address));
}

void Book::set_alarm(const net::IpAddress& address, Slot& slot, Instant when) {
  if (slot.alarm == when) return;
  if (slot.alarm != kNever) alarms_.erase({slot.alarm, address});
  slot.alarm = when;
  if (when != kNever) alarms_.emplace(when, address);
}

void Book::set_role(Slot& slot, Role role) {
  --roles_[static_cast<std::size_t>(slot.role)];
  slot.role = role;
  ++roles_[static_cast<std::size_t>(slot.role)];
}

std::vector<net::IpAddress> Book::take_alarms(Instant now) {
  std::vector<net::IpAddress> due;
  while (!alarms_.empty() && alarms_.begin()->first <= now) {
    due.push_back(alarms_.begin()->second);
    slots_.at(due.back()).alarm = kNever;
    alarms_.erase(alarms_.begin());
  }
  return due;
}

Instant Book::next_alarm() const {
  return alarms_.empty() ? kNever : alarms_.begin()->first;
}

const Book::Addresses& Book::claimed_by(NodeId owner) const {
  const auto entry = holdings_.find(owner);
  return entry == holdings_.end() ? kNoAddresses : entry->second.addresses;
}

std::size_t Book::load_of(NodeId owner) const {
  const auto entry = holdings_.find(owner);
  return entry == holdings_.end() ? 0 : entry->second.load;
}

std::size_t Book::awaited_of(NodeId node) const {
  const auto entry = awaited_.find(node);
  return entry == awaited_.end() ? 0 : entry->second;
}

std::size_t Book::bucket_of(const net::IpAddress& address) {
  return rank_key(address) % kBuckets;
}

// Fingerprints are sums, so that the order in which claims arrive leaves no trace.
void Book::account(Instant now, const net::IpAddress& address, const Slot& slot) {
  if (!slot.claim.exists()) return;
  Holdings& holdings = holdings_[slot.claim.owner];
  holdings.addresses.insert(address);
  if (!slot.wanted) return;
  if (!slot.claim.released) ++holdings.load;
  const std::size_t bucket = bucket_of(address);
  buckets_[bucket].insert(address);
  fingerprints_[bucket] += fingerprint(address, slot.claim);
  changed_at_[bucket] = now;
}

void Book::discount(Instant now, const net::IpAddress& address, const Slot& slot) {
  if (!slot.claim.exists()) return;
  const auto entry = holdings_.find(slot.claim.owner);
  entry->second.addresses.erase_key(address);
  if (slot.wanted) {
    if (!slot.claim.released) --entry->second.load;
    const std::size_t bucket = bucket_of(address);
    buckets_[bucket].erase_key(address);
    fingerprints_[bucket] -= fingerprint(address, slot.claim);
    changed_at_[bucket] = now;
  }
  if (entry->second.addresses.empty()) holdings_.erase(entry);
}

std::vector<AddressClaim> Book::in_buckets(std::uint64_t mask) const {
  std::vector<AddressClaim> claims;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    if ((mask >> bucket & 1) == 0) continue;
    for (const net::IpAddress& address : buckets_[bucket])
      claims.push_back({address, slots_.at(address).claim});
  }
  return claims;
}

}  // namespace herald::own
