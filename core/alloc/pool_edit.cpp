// The part of the books that replaces pools: an edit costs what it touches, not what is in use elsewhere.

#include "core/alloc/books.h"

#include <algorithm>
#include <set>
#include <utility>

namespace herald::alloc {
namespace {

// What of the pools decides how an address in use stands.
struct View {
  const PoolSpec* spec = nullptr;

  friend bool operator==(const View& a, const View& b) {
    if (a.spec == nullptr || b.spec == nullptr) return a.spec == b.spec;
    return a.spec->name == b.spec->name && a.spec->admission == b.spec->admission;
  }
};

View view(const PoolTable& pools, net::IpAddress address) {
  const auto index = pools.offering(address);
  return index ? View{&pools[*index].pool.spec()} : View{};
}

const PoolSpec* spec_named(const PoolTable& pools, const std::string& name) {
  const auto index = pools.named(name);
  return index ? &pools[*index].pool.spec() : nullptr;
}

// The blocks of pools in `a` that `b` has not, or has otherwise.
void collect_changed(const PoolTable& a, const PoolTable& b, std::vector<net::IpRange>& blocks) {
  for (PoolTable::Index i = 0; i < a.size(); ++i) {
    const PoolSpec& spec = a[i].pool.spec();
    const PoolSpec* const counterpart = spec_named(b, spec.name);
    if (counterpart != nullptr && *counterpart == spec) continue;
    for (const net::AddressBlock& block : spec.addresses)
      blocks.push_back(block.range());
  }
}

template <class Visit>
void for_each_held(const Ledger& ledger, const net::IpRange& block, Visit visit) {
  const auto& held = ledger.addresses();
  for (auto it = held.lower_bound(block.first()); it != held.end() && it->first <= block.last(); ++it) {
    visit(it->first, it->second);
  }
}

}  // namespace

std::vector<model::ServiceKey> Books::touched_by(const PoolTable& next) const {
  std::vector<net::IpRange> blocks;
  collect_changed(pools_, next, blocks);
  collect_changed(next, pools_, blocks);
  std::set<model::ServiceKey> touched;
  for (const net::IpRange& block : blocks) {
    for_each_held(ledger_, block, [&](net::IpAddress address, const Tenancy&) {
      if (view(pools_, address) == view(next, address)) return;
      for (model::ServiceKey& holder : ledger_.holders_of(address))
        touched.insert(std::move(holder));
    });
  }
  return {touched.begin(), touched.end()};
}

// Enters into a new pool what is held and withheld in it.
void Books::fill(PoolState& state) {
  for (const net::AddressBlock& block : state.pool.spec().addresses) {
    for_each_held(ledger_, block.range(), [&](net::IpAddress address, const Tenancy& tenancy) {
      const Place at = place(address);
      count(at, true, false);
      open(at, tenancy);
    });
    const auto end = quarantined_.upper_bound(block.range().last());
    for (auto it = quarantined_.lower_bound(block.range().first()); it != end; ++it) {
      const Place at = place(it->first);
      if (at.state != nullptr) state.occupancy.withhold(at.position);
    }
  }
}

std::vector<model::ServiceKey> Books::set_pools(std::vector<PoolSpec> specs) {
  PoolTable next(std::move(specs));
  std::vector<model::ServiceKey> touched = touched_by(next);
  const PoolTable past = std::exchange(pools_, std::move(next));
  for (PoolTable::Index i = 0; i < pools_.size(); ++i) {
    PoolState& state = pools_[i];
    const auto same = past.named(state.pool.spec().name);
    if (same && past[*same].pool.spec() == state.pool.spec()) {
      state.occupancy = past[*same].occupancy;
    } else {
      fill(state);
    }
  }
  return touched;
}

}  // namespace herald::alloc
