#include "core/alloc/judge.h"

#include <algorithm>

namespace herald::alloc {

using model::Reason;
using model::Refusal;

Standing Judge::standing(net::IpAddress address) const {
  const Tenancy* const tenancy = books_.ledger().tenancy(address);
  if (tenancy != nullptr && !tenancy->tolerates(demand_.sharing, self_)) return Standing::contested;
  const auto pool = books_.pools().offering(address);
  if (!pool || !books_.pools()[*pool].pool.admits(demand_)) return Standing::stranded;
  return is_usurped(address) ? Standing::usurped : Standing::legal;
}

// Who asks for an address by its name waits for the stranger to go, and so does who has had it working.
bool Judge::is_usurped(net::IpAddress address) const {
  const Stranger* const stranger = books_.stranger_on(address);
  if (stranger == nullptr || !stranger->was_first) return false;
  const auto has = [&](const std::vector<net::IpAddress>& addresses) {
    return std::ranges::find(addresses, address) != addresses.end();
  };
  return !has(demand_.request.addresses) && !has(demand_.proven);
}

bool Judge::is_welcome(net::IpAddress address) const {
  const Tenancy* const tenancy = books_.ledger().tenancy(address);
  return tenancy == nullptr || tenancy->welcomes(demand_.sharing, self_);
}

bool Judge::may_move_in(net::IpAddress address) const {
  return is_welcome(address) && books_.stranger_on(address) == nullptr;
}

bool Judge::is_shared(net::IpAddress address) const {
  const Tenancy* const tenancy = books_.ledger().tenancy(address);
  return tenancy != nullptr && tenancy->is_shared_with_others(self_);
}

std::optional<Refusal> Judge::objection(net::IpAddress address) const {
  if (auto refusal = objection_of_pools(address)) return refusal;
  if (const Stranger* const stranger = books_.stranger_on(address)) {
    const char* const remedy = stranger->is_node ? "; ask for another" : "; stop it or exclude the address";
    return Refusal{stranger->reason(), stranger->found_on(address) + remedy};
  }
  const Tenancy* const tenancy = books_.ledger().tenancy(address);
  if (tenancy == nullptr || tenancy->welcomes(demand_.sharing, self_)) return std::nullopt;
  return objection_of_tenants(address, *tenancy);
}

std::optional<Refusal> Judge::objection_of_pools(net::IpAddress address) const {
  const std::string text = address.to_string();
  const auto index = books_.pools().listing(address);
  if (!index) return Refusal{Reason::address_outside_pools, text + " is in no pool"};
  const Pool& pool = books_.pools()[*index].pool;
  const std::string name = "pool \"" + pool.spec().name + "\"";
  if (demand_.request.pool && *demand_.request.pool != pool.spec().name) {
    return Refusal{Reason::address_outside_pools,
                   text + " is in " + name + ", not in pool \"" + *demand_.request.pool + "\""};
  }
  if (const std::string why = pool.why_unusable(address); !why.empty()) {
    return Refusal{Reason::address_excluded, name + " does not hand out " + text + ": " + why};
  }
  if (const std::string who = pool.not_admitted(demand_); !who.empty()) {
    return Refusal{Reason::no_pool_admits, name + " with " + text + " does not admit " + who};
  }
  if (pool.spec().disabled) return Refusal{Reason::pool_disabled, name + " with " + text + " is disabled"};
  return std::nullopt;
}

// The tenant to name: one on a port that is asked for, else any, the rightful first.
HolderId Judge::obstacle(const Tenancy& tenancy) const {
  const auto on_port = tenancy.on_one_of(demand_.sharing.ports, self_);
  if (on_port) return *on_port;
  const auto is_other = [&](HolderId holder) { return holder != self_; };
  const std::vector<HolderId> tenants = tenancy.tenants();
  return *std::ranges::find_if(tenants, is_other);
}

Refusal Judge::objection_of_tenants(net::IpAddress address, const Tenancy& tenancy) const {
  const Holding& tenant = books_.ledger().holder(obstacle(tenancy));
  const std::string held = address.to_string() + " is held by " + tenant.service.to_string();
  if (demand_.sharing.key.empty() || tenant.terms().key.empty()) return {Reason::address_taken, held};
  const std::string obstacle = sharing_obstacle(demand_.sharing, tenant.terms());
  return {Reason::sharing_refused, held + ", which it may not share: " +
                                       (obstacle.empty() ? "a tenant has to leave first" : obstacle)};
}

}  // namespace herald::alloc
