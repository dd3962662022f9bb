#include "core/alloc/explain.h"

#include <algorithm>
#include <optional>

namespace herald::alloc {
namespace {

using model::Reason;
using model::Refusal;

constexpr std::size_t kMostPools = 10;  // a condition's message is for people

std::string named(const Pool& pool) {
  return "pool \"" + pool.spec().name + "\"";
}

std::string list(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < std::min(items.size(), kMostPools); ++i) {
    if (i > 0) text += separator;
    text += items[i];
  }
  if (items.size() <= kMostPools) return text;
  const std::size_t more = items.size() - kMostPools;
  return text + std::string(separator) + "and " + std::to_string(more) +
         (more == 1 ? " more pool" : " more pools");
}

// "is full (254 of 254 in use)"; names the family when the pool has both.
std::string fullness(const Search& search, PoolTable::Index index, net::Family family) {
  const PoolState& state = search.books.pools()[index];
  const bool both = state.pool.has(net::Family::ipv4) && state.pool.has(net::Family::ipv6);
  std::string text = both ? "is full for " + std::string(net::family_name(family)) : "is full";
  text += " (" + net::to_decimal(state.occupancy.used(family)) + " of " +
          net::to_decimal(state.pool.total(family)) + " in use";
  if (const std::size_t withheld = search.books.withheld(index, family); withheld > 0) {
    text += ", " + std::to_string(withheld) + " answered for by others on the network";
  }
  return text + ")";
}

std::optional<Refusal> unwilling(const Pool& pool, const Demand& demand, bool on_request) {
  if (const std::string who = pool.not_admitted(demand); !who.empty()) {
    return Refusal{Reason::no_pool_admits, "does not admit " + who};
  }
  if (pool.spec().disabled) return Refusal{Reason::pool_disabled, "is disabled"};
  if (!pool.spec().auto_assign && !on_request) return Refusal{Reason::no_pool_admits, "is not auto-assign"};
  return std::nullopt;
}

// Why one pool was of no use; nothing when it could have given what it has (and another could not).
std::optional<Refusal> passed_over(const Search& search, PoolTable::Index index) {
  const PoolState& state = search.books.pools()[index];
  if (auto refusal = unwilling(state.pool, search.demand, search.on_request)) return refusal;
  for (const net::Family family : search.families) {
    if (!state.pool.has(family)) {
      return Refusal{Reason::no_pool_admits,
                     "has no " + std::string(net::family_name(family)) + " addresses"};
    }
  }
  for (const net::Family family : search.families) {
    if (state.occupancy.full(family)) return Refusal{Reason::pool_full, fullness(search, index, family)};
  }
  return std::nullopt;
}

// Of several reasons the one that helps most: a full pool would serve, and room in it comes by itself. A pool
// without the family is one of those that are not for this Service.
int usefulness(Reason reason, bool on_request) {
  if (reason == Reason::pool_full) return 2;
  return reason == Reason::pool_disabled && on_request ? 1 : 0;
}

}  // namespace

bool may_give(const Pool& pool, const Demand& demand, bool on_request) {
  return !unwilling(pool, demand, on_request).has_value();
}

// Room there is already was of no use, for want of the other family: only what is full can change the answer.
Waits waits_of(const Search& search) {
  Waits waits;
  bool served = false;
  for (const PoolTable::Index index : search.pools) {
    const PoolState& state = search.books.pools()[index];
    if (!may_give(state.pool, search.demand, search.on_request)) continue;
    for (const net::Family family : search.families) {
      if (!state.pool.has(family)) continue;
      served = true;
      if (state.occupancy.full(family)) waits.room.insert({state.pool.spec().name, family});
    }
  }
  if (served && !search.demand.sharing.key.empty()) {
    waits.sharing_keys.insert(search.demand.sharing.key);
  }
  return waits;
}

Denial deny(const Search& search, const std::string& opening) {
  if (search.books.pools().size() == 0) {
    return {{Reason::no_pool_configured, opening + ": no pool is configured; add one to address-pools"}, {}};
  }
  Reason reason = Reason::no_pool_admits;
  std::vector<std::string> phrases;
  for (const PoolTable::Index index : search.pools) {
    const auto refusal = passed_over(search, index);
    if (!refusal) continue;
    phrases.push_back(named(search.books.pools()[index].pool) + " " + refusal->message);
    const bool helps_more =
        usefulness(refusal->reason, search.on_request) > usefulness(reason, search.on_request);
    if (helps_more) reason = refusal->reason;
  }
  return {{reason, opening + ": " + list(phrases, "; ")}, waits_of(search)};
}

Denial deny_unknown_pool(const Books& books, const std::string& name) {
  std::vector<std::string> names;
  names.reserve(books.pools().size());
  for (PoolTable::Index i = 0; i < books.pools().size(); ++i) {
    names.push_back("\"" + books.pools()[i].pool.spec().name + "\"");
  }
  const std::string known = names.empty() ? "no pool is configured" : "the pools are " + list(names, ", ");
  return {{Reason::pool_unknown, "no address: there is no pool \"" + name + "\"; " + known}, {}};
}

}  // namespace herald::alloc
