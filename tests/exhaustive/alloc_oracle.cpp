#include "tests/exhaustive/alloc_oracle.h"

#include <algorithm>

namespace herald::exhaustive {

using model::Reason;

bool Oracle::offered(int address) const {
  const auto& pool = kSettings[index(setting_)].addresses[index(address / kAddressesPerPool)];
  return std::count(pool.begin(), pool.end(), address) != 0;
}

// In the text of the configuration, though perhaps excluded.
bool Oracle::listed(int address) const {
  const PoolsSetting& setting = kSettings[index(setting_)];
  const bool pool_is_there = !setting.addresses[index(address / kAddressesPerPool)].empty();
  return offered(address) || (setting.by_exclude && pool_is_there);
}

bool Oracle::get_along(int one, int other) const {
  return wish(one).sharing_key && wish(other).sharing_key && wish(one).port != wish(other).port;
}

// Nobody is there with whom it may not share.
bool Oracle::fits(int service, int address) const {
  for (int other = 0; other < kServices; ++other) {
    if (other == service || entries_[index(other)].variant < 0) continue;
    if (entries_[index(other)].shown.address == address && !get_along(service, other)) return false;
  }
  return true;
}

bool Oracle::serves_wish(int service, int address) const {
  const Variant& variant = wish(service);
  if (variant.address >= 0) return address == variant.address;
  return variant.pool < 0 || address / kAddressesPerPool == variant.pool;
}

bool Oracle::asks_for_another(int service) const {
  const Variant& variant = wish(service);
  const Entry& entry = entries_[index(service)];
  if (variant.address >= 0) return variant.address != entry.shown.address;
  return variant.pool >= 0 && variant.pool != entry.source;
}

Shown Oracle::from_pools(int service, int first, int last) const {
  for (int pool = first; pool <= last; ++pool) {
    for (int i = 0; i < kAddressesPerPool; ++i) {
      const int address = pool * kAddressesPerPool + i;
      if (offered(address) && fits(service, address)) return {address, {}};
    }
  }
  return {-1, Reason::pool_full};
}

Shown Oracle::at_address(int service, int address) const {
  if (!listed(address)) return {-1, Reason::address_outside_pools};
  if (!offered(address)) return {-1, Reason::address_excluded};
  if (fits(service, address)) return {address, {}};
  bool all_have_keys = wish(service).sharing_key;
  for (int other = 0; other < kServices; ++other) {
    if (other == service || entries_[index(other)].variant < 0) continue;
    if (entries_[index(other)].shown.address == address)
      all_have_keys = all_have_keys && wish(other).sharing_key;
  }
  return {-1, all_have_keys ? Reason::sharing_refused : Reason::address_taken};
}

// What it would get if it had nothing yet.
Shown Oracle::want(int service) const {
  const Variant& variant = wish(service);
  if (variant.address >= 0) return at_address(service, variant.address);
  if (variant.pool < 0) return from_pools(service, 0, 1);
  if (kSettings[index(setting_)].addresses[index(variant.pool)].empty()) return {-1, Reason::pool_unknown};
  return from_pools(service, variant.pool, variant.pool);
}

Shown Oracle::decide(int service) const {
  const int present = entries_[index(service)].shown.address;
  const bool contested = present >= 0 && !fits(service, present);
  if (present < 0 || contested) return want(service);
  if (!offered(present) && !asks_for_another(service)) return {present, Reason::pool_gone};
  if (offered(present) && serves_wish(service, present)) return {present, {}};
  const Shown wanted = want(service);
  return wanted.address >= 0 ? wanted : Shown{present, wanted.trouble};
}

bool Oracle::reconsider(int service) {
  Entry& entry = entries_[index(service)];
  if (entry.variant < 0) return false;
  const Shown next = decide(service);
  const bool changed = next != entry.shown;
  entry.shown = next;
  if (next.address >= 0 && offered(next.address)) entry.source = next.address / kAddressesPerPool;
  return changed;
}

void Oracle::apply(const Operation& operation) {
  if (operation.kind == Operation::Kind::configure) setting_ = operation.setting;
  if (operation.kind == Operation::Kind::remove) entries_[index(operation.service)] = {};
  if (operation.kind == Operation::Kind::write) {
    entries_[index(operation.service)].variant = operation.variant;
    reconsider(operation.service);
  }
  // A restart changes nothing: whatever is in a status comes back before anything new is given.
  for (int service = 0; service < kServices;) {
    service = reconsider(service) ? 0 : service + 1;
  }
}

std::optional<Shown> Oracle::shown(int service) const {
  const Entry& entry = entries_[index(service)];
  if (entry.variant < 0) return std::nullopt;
  return entry.shown;
}

}  // namespace herald::exhaustive
