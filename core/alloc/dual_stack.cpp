// Choosing for Services that want both families (allocation.md section 5).

#include "core/alloc/choice.h"

#include <utility>

namespace herald::alloc {

// One address is there and never moves; the other comes from its pool, else from one of equal standing.
Choice::Answer Choice::complete_pair(std::vector<Index> pools) {
  const FamilyNeed& need = demand_.families;
  if (got(need.primary) && got(*need.second)) return placement();
  const net::Family missing = got(need.primary) ? *need.second : need.primary;
  const net::Family present = got(need.primary) ? need.primary : *need.second;
  const auto near = equals(*books_.pools().offering(*got(present)), pools);
  if (take(near, missing)) return placement();
  const Search looked = search({missing}, near);
  if (!need.second_required) return unfinished(looked);
  return fail(deny(looked, "no " + std::string(net::family_name(missing)) + " address"));
}

// Neither is there yet. One pool that gives both is better than any two.
Choice::Answer Choice::give_pair(std::vector<Index> pools) {
  const FamilyNeed& need = demand_.families;
  if (take_pair_from_one(pools) || take_pair_from_equals(pools)) return placement();
  const bool alone = !need.second_required && take(pools, need.primary);
  if (alone) {
    return unfinished(search({*need.second}, equals(*books_.pools().offering(*got(need.primary)), pools)));
  }
  std::vector<net::Family> missing{need.primary};
  if (need.second_required) missing.push_back(*need.second);
  return fail(deny(search(std::move(missing), std::move(pools)), "no address"));
}

bool Choice::take_pair_from_one(const std::vector<Index>& pools) {
  for (const Index pool : pools) {
    const auto primary = candidate(pool, demand_.families.primary);
    const auto second = primary ? candidate(pool, *demand_.families.second) : std::nullopt;
    if (!second) continue;
    got(demand_.families.primary) = primary;
    got(*demand_.families.second) = second;
    return true;
  }
  return false;
}

// Without the need for both, the primary stays with the first pool that has one: the second family does not
// pull it to a pool that is asked later.
bool Choice::take_pair_from_equals(const std::vector<Index>& pools) {
  const FamilyNeed& need = demand_.families;
  for (const Index pool : pools) {
    got(need.primary) = candidate(pool, need.primary);
    if (!got(need.primary)) continue;
    if (take(equals(pool, pools), *need.second)) return true;
    if (!need.second_required) break;
  }
  got(need.primary).reset();
  return false;
}

}  // namespace herald::alloc
