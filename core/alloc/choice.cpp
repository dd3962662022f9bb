#include "core/alloc/choice.h"

#include "core/alloc/candidates.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace herald::alloc {

Choice::Choice(const Books& books, const Demand& demand, std::span<const net::IpAddress> present)
    : books_(books),
      demand_(demand),
      judge_(books, demand),
      on_request_(demand.request.pool.has_value() || !demand.request.addresses.empty()) {
  keep(present);
  if (const auto self = judge_.self()) keep_reserved(books.ledger().holder(*self).addresses);
}

std::optional<net::IpAddress> Choice::requested(net::Family family) const {
  for (const net::IpAddress address : demand_.request.addresses) {
    if (address.family() == family) return address;
  }
  return std::nullopt;
}

bool Choice::serves(net::IpAddress address) const {
  const FamilyNeed& need = demand_.families;
  if (address.family() != need.primary && address.family() != need.second) return false;
  if (judge_.standing(address) != Standing::legal) return false;
  if (const auto wanted = requested(address.family()); wanted && *wanted != address) return false;
  const auto& pools = books_.pools();
  return !demand_.request.pool || pools.offering(address) == pools.named(*demand_.request.pool);
}

void Choice::keep(std::span<const net::IpAddress> present) {
  for (const net::IpAddress address : present) {
    if (!got(address.family()) && serves(address)) got(address.family()) = address;
  }
}

// What it holds but does not show yet. Being in the right is not enough there: a tenant who lost the right to
// the address by an edit may still show it, and to show it twice would be our doing.
void Choice::keep_reserved(std::span<const net::IpAddress> reserved) {
  for (const net::IpAddress address : reserved) {
    const bool free_to_show = !got(address.family()) && judge_.is_welcome(address);
    if (free_to_show && serves(address)) got(address.family()) = address;
  }
}

Result<Placement, Denial> Choice::make() {
  if (!demand_.request.addresses.empty()) return give_requested_addresses();
  if (demand_.request.pool) {
    const auto pool = books_.pools().named(*demand_.request.pool);
    if (!pool) return fail(deny_unknown_pool(books_, *demand_.request.pool));
    return give_from_pools({*pool});
  }
  std::vector<Index> all(books_.pools().size());
  std::iota(all.begin(), all.end(), Index{0});
  return give_from_pools(std::move(all));
}

Choice::Answer Choice::give_from_pools(std::vector<Index> pools) {
  const FamilyNeed& need = demand_.families;
  if (need.second) {
    const bool some = got(need.primary) || got(*need.second);
    return some ? complete_pair(std::move(pools)) : give_pair(std::move(pools));
  }
  if (got(need.primary) || take(pools, need.primary)) return placement();
  return fail(deny(search({need.primary}, std::move(pools)), "no address"));
}

// Takes an address of `family` from the first of the pools that can give one.
bool Choice::take(const std::vector<Index>& pools, net::Family family) {
  return std::ranges::any_of(pools, [&](Index pool) {
    got(family) = candidate(pool, family);
    return got(family).has_value();
  });
}

std::optional<net::IpAddress> Choice::candidate(Index pool, net::Family family) const {
  const PoolState& state = books_.pools()[pool];
  if (!state.pool.has(family) || !may_give(state.pool, demand_, on_request_)) return std::nullopt;
  Candidates candidates(state, family, demand_);
  for (auto proposal = candidates.next(); proposal; proposal = candidates.next()) {
    if (judge_.may_move_in(*proposal)) return proposal;
  }
  return std::nullopt;
}

std::vector<PoolTable::Index> Choice::equals(Index pool, const std::vector<Index>& pools) const {
  std::vector<Index> found{pool};
  const std::size_t standing = books_.pools()[pool].standing;
  for (const Index other : pools) {
    if (other != pool && books_.pools()[other].standing == standing) found.push_back(other);
  }
  return found;
}

Search Choice::search(std::vector<net::Family> families, std::vector<Index> pools) const {
  return {books_, demand_, std::move(families), std::move(pools), on_request_};
}

Placement Choice::placement() const {
  const FamilyNeed& need = demand_.families;
  Placement result;
  const auto add = [&](net::Family family) {
    if (!got(family)) return;
    result.addresses.push_back(*got(family));
    result.pools.push_back(books_.pools()[*books_.pools().offering(*got(family))].pool.spec().name);
    result.shared = result.shared || judge_.is_shared(*got(family));
  };
  add(need.primary);
  if (need.second) add(*need.second);
  return result;
}

Placement Choice::unfinished(const Search& search) const {
  Placement result = placement();
  result.complete = false;
  result.waits = waits_of(search);
  return result;
}

}  // namespace herald::alloc
