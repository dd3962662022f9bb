#include "core/alloc/candidates.h"

#include "core/base/hash.h"

#include <utility>

namespace herald::alloc {
namespace {

// Where a Service starts to look in a pool of order `random`: the same name always at the same place.
net::IpAddress starting_point(const Pool& pool, net::Family family, const model::ServiceKey& service) {
  const std::uint64_t seed = stable_hash(pool.spec().name);
  const std::uint64_t low = stable_hash(service.to_string(), seed);
  const net::U128 point = net::make_u128(hash_combine(low, seed), low);
  return pool.nth(family, point % pool.total(family));
}

}  // namespace

Candidates::Candidates(const PoolState& state, net::Family family, const Demand& demand)
    : state_(state), family_(family), free_(propose_free(demand)) {
  look_up_shareable(demand);
}

std::optional<net::IpAddress> Candidates::propose_free(const Demand& demand) const {
  const Occupancy& occupancy = state_.occupancy;
  if (occupancy.full(family_)) return std::nullopt;
  switch (state_.pool.spec().order) {
    case Order::ascending:
      return occupancy.lowest_free(family_);
    case Order::descending:
      return occupancy.highest_free(family_);
    case Order::random:
      return occupancy.free_from(starting_point(state_.pool, family_, demand.service));
    case Order::spread:
      return occupancy.middle_of_widest_gap(family_);
  }
  return std::nullopt;
}

void Candidates::look_up_shareable(const Demand& demand) {
  if (demand.sharing.key.empty()) return;
  const OpenAddresses* const open = state_.occupancy.sharing(family_).find(class_of(demand.sharing));
  if (open == nullptr || open->closed_to(demand.sharing.ports)) return;
  const bool descending = state_.pool.spec().order == Order::descending;
  representatives_ = descending ? &open->highest() : &open->lowest();
  at_ = descending ? representatives_->end() : representatives_->begin();
}

std::optional<net::IpAddress> Candidates::shareable() const {
  if (representatives_ == nullptr) return std::nullopt;
  if (state_.pool.spec().order == Order::descending) {
    if (at_ == representatives_->begin()) return std::nullopt;
    return std::prev(at_)->first;
  }
  if (at_ == representatives_->end()) return std::nullopt;
  return at_->first;
}

void Candidates::skip_shareable() {
  if (state_.pool.spec().order == Order::descending) {
    --at_;
  } else {
    ++at_;
  }
}

bool Candidates::free_goes_first(net::IpAddress shareable) const {
  switch (state_.pool.spec().order) {
    case Order::ascending:
      return *free_ < shareable;
    case Order::descending:
      return shareable < *free_;
    case Order::random:
    case Order::spread:
      break;
  }
  return false;
}

std::optional<net::IpAddress> Candidates::next() {
  const auto shared = shareable();
  std::optional<net::IpAddress> position = shared;
  if (free_ && (!shared || free_goes_first(*shared))) {
    position = std::exchange(free_, std::nullopt);
  } else if (shared) {
    skip_shareable();
  }
  if (!position) return std::nullopt;
  return state_.pool.numbering().address(*position);
}

}  // namespace herald::alloc
