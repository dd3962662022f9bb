#include "core/alloc/books.h"

#include <algorithm>
#include <utility>

namespace herald::alloc {
namespace {

bool lists(const Holding& holding, net::IpAddress address) {
  return std::ranges::count(holding.addresses, address) != 0;
}

// The first of each; a Service holds a handful at most.
std::vector<net::IpAddress> without_repeats(std::span<const net::IpAddress> addresses) {
  std::vector<net::IpAddress> distinct;
  distinct.reserve(addresses.size());
  for (const net::IpAddress address : addresses) {
    if (std::ranges::count(distinct, address) == 0) distinct.push_back(address);
  }
  return distinct;
}

}  // namespace

const Stranger* Books::stranger_on(net::IpAddress address) const {
  const auto known = quarantined_.find(address);
  return known == quarantined_.end() ? nullptr : &known->second;
}

std::size_t Books::withheld(PoolTable::Index pool, net::Family family) const {
  return static_cast<std::size_t>(std::ranges::count_if(quarantined_, [&](const auto& entry) {
    const net::IpAddress address = entry.first;
    return address.family() == family && pools_.offering(address) == pool && !ledger_.tenancy(address);
  }));
}

Books::Place Books::place(net::IpAddress address) {
  const auto index = pools_.offering(address);
  if (!index) return {};
  PoolState& state = pools_[*index];
  return {&state, state.pool.numbering().position(address), quarantined_.contains(address)};
}

void Books::open(const Place& at, const Tenancy& tenancy) {
  const SharingClass* const sharing_class = tenancy.open_to();
  if (at.state == nullptr || at.withheld || sharing_class == nullptr) return;
  at.state->occupancy.sharing(at.position.family()).at(*sharing_class).enter(at.position, tenancy);
}

void Books::close(const Place& at, const Tenancy& tenancy) {
  const SharingClass* const sharing_class = tenancy.open_to();
  if (at.state == nullptr || at.withheld || sharing_class == nullptr) return;
  SharingIndex& index = at.state->occupancy.sharing(at.position.family());
  index.at(*sharing_class).leave(at.position, tenancy);
  index.drop_if_empty(*sharing_class);
}

void Books::count(const Place& at, bool was_empty, bool is_empty) {
  if (at.state == nullptr || was_empty == is_empty) return;
  Occupancy& occupancy = at.state->occupancy;
  if (was_empty) return occupancy.occupy(at.position);
  occupancy.vacate(at.position);
  if (at.withheld) occupancy.withhold(at.position);
}

// One Service joins an open address, leaves one that stays open, or changes its ports there: only these are
// touched, so that an address with thousands of tenants costs no more than any other. `before` becomes null
// once that part is done, even when the rest has to go the long way.
bool Books::rebook_quickly(const Place& at, Tenancy& tenancy, HolderId id, const Holding*& before,
                           const Holding* now) {
  const SharingClass* const open_to = tenancy.open_to();
  if (at.state == nullptr || at.withheld || open_to == nullptr) return false;
  OpenAddresses& index = at.state->occupancy.sharing(at.position.family()).at(*open_to);
  if (before != nullptr && tenancy.size() > 1) {
    const net::U128 digest = tenancy.port_digest();
    tenancy.remove(id, before->terms());
    index.lost(at.position, before->terms().ports, digest, tenancy.port_digest());
    before = nullptr;
    if (now == nullptr) return true;
  }
  if (before != nullptr || !tenancy.tolerates(now->terms(), std::nullopt)) return false;
  const net::U128 digest = tenancy.port_digest();
  tenancy.add(id, now->terms());
  index.gained(at.position, now->terms().ports, digest, tenancy.port_digest());
  return true;
}

// Brings one address in line with what the Service `id` holds now; `past` is what it held before.
void Books::rebook(net::IpAddress address, HolderId id, const Holding& past, Waits& freed) {
  const Holding& present = ledger_.holder(id);
  const bool was_held = lists(past, address);
  const Holding* before = was_held ? &past : nullptr;
  const Holding* const now = lists(present, address) ? &present : nullptr;
  if (before != nullptr && now != nullptr && before->terms() == now->terms()) return;

  Tenancy& tenancy = ledger_.tenancy_at(address);
  const Place at = place(address);
  const bool was_empty = tenancy.empty();
  const bool was_open = tenancy.open_to() != nullptr;
  if (!rebook_quickly(at, tenancy, id, before, now)) {
    close(at, tenancy);
    if (before != nullptr) tenancy.remove(id, before->terms());
    if (now != nullptr) tenancy.add(id, now->terms());
    tenancy.promote([&](HolderId other) -> const SharingTerms& { return ledger_.holder(other).terms(); });
    open(at, tenancy);
  }
  count(at, was_empty, tenancy.empty());

  if (was_held) freed.addresses.insert(address);
  const bool available = at.state != nullptr && !at.withheld;
  const SharingClass* const open_to = tenancy.open_to();
  if (available && tenancy.empty()) freed.room.insert({at.state->pool.spec().name, address.family()});
  if (available && open_to != nullptr && (was_held || !was_open)) {
    freed.sharing_keys.insert(open_to->key);
  }
  if (tenancy.empty()) ledger_.vacate(address);
}

Waits Books::hold(const model::ServiceKey& service, const SharingTerms& terms,
                  std::span<const net::IpAddress> addresses) {
  Waits freed;
  if (addresses.empty() && ledger_.find(service) == nullptr) return freed;
  const HolderId id = ledger_.open(service);
  Holding& holding = ledger_.edit(id);
  // Who never shares is asked nothing but that.
  auto sharing = terms.key.empty() ? nullptr : std::make_shared<const SharingTerms>(terms);
  const Holding past = std::exchange(holding, {service, std::move(sharing), without_repeats(addresses)});
  for (const net::IpAddress address : past.addresses)
    rebook(address, id, past, freed);
  for (const net::IpAddress address : holding.addresses) {
    if (!lists(past, address)) rebook(address, id, past, freed);
  }
  if (holding.addresses.empty()) ledger_.close(id);
  return freed;
}

void Books::quarantine(net::IpAddress address, Stranger stranger) {
  const Place at = place(address);
  if (at.state != nullptr && !at.withheld) {
    if (const Tenancy* const tenancy = ledger_.tenancy(address)) {
      close(at, *tenancy);
    } else {
      at.state->occupancy.withhold(at.position);
    }
  }
  quarantined_.insert_or_assign(address, std::move(stranger));
}

Waits Books::end_quarantine(net::IpAddress address) {
  Waits freed;
  if (quarantined_.erase(address) == 0) return freed;
  freed.addresses.insert(address);
  const Place at = place(address);
  if (at.state == nullptr) return freed;
  if (const Tenancy* const tenancy = ledger_.tenancy(address)) {
    open(at, *tenancy);
    if (tenancy->open_to() != nullptr) freed.sharing_keys.insert(tenancy->open_to()->key);
  } else {
    at.state->occupancy.readmit(at.position);
    freed.room.insert({at.state->pool.spec().name, address.family()});
  }
  return freed;
}

}  // namespace herald::alloc
