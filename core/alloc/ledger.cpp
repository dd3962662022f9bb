#include "core/alloc/ledger.h"

#include "core/base/check.h"

#include <algorithm>

namespace herald::alloc {

const SharingTerms& Holding::terms() const {
  static const SharingTerms none;
  return sharing ? *sharing : none;
}

const Holding* Ledger::find(const model::ServiceKey& service) const {
  const auto known = by_service_.find(service);
  return known == by_service_.end() ? nullptr : &holders_[known->second];
}

std::optional<HolderId> Ledger::id(const model::ServiceKey& service) const {
  const auto known = by_service_.find(service);
  if (known == by_service_.end()) return std::nullopt;
  return known->second;
}

const Tenancy* Ledger::tenancy(net::IpAddress address) const {
  // Pools hand out the lowest first: the address asked about is often beyond all in use, and no search is
  // needed.
  if (by_address_.empty() || by_address_.rbegin()->first < address) return nullptr;
  const auto known = by_address_.find(address);
  return known == by_address_.end() ? nullptr : &known->second;
}

bool Ledger::holds(const model::ServiceKey& service, net::IpAddress address) const {
  const Holding* const holding = find(service);
  return holding != nullptr && std::ranges::count(holding->addresses, address) != 0;
}

std::vector<model::ServiceKey> Ledger::holders_of(net::IpAddress address) const {
  std::vector<model::ServiceKey> found;
  const Tenancy* const tenants = tenancy(address);
  if (tenants == nullptr) return found;
  for (const HolderId id : tenants->tenants())
    found.push_back(holders_[id].service);
  std::ranges::sort(found);
  return found;
}

HolderId Ledger::open(const model::ServiceKey& service) {
  const auto [entry, is_new] = by_service_.try_emplace(service, static_cast<HolderId>(holders_.size()));
  if (!is_new) return entry->second;
  if (unused_.empty()) {
    holders_.emplace_back();
  } else {
    entry->second = unused_.back();
    unused_.pop_back();
  }
  holders_[entry->second].service = service;
  return entry->second;
}

void Ledger::close(HolderId id) {
  HERALD_CHECK(holders_[id].addresses.empty());
  by_service_.erase(holders_[id].service);
  holders_[id] = Holding{};
  unused_.push_back(id);
}

}  // namespace herald::alloc
