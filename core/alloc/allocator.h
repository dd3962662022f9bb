// Which address a Service gets. The allocator judges and keeps the books; candidates propose (candidates.h).
// It never takes an address from anyone: callers hold and release, it answers what would be legal and best.
#pragma once

#include "core/alloc/demand.h"
#include "core/alloc/ledger.h"
#include "core/alloc/pool_spec.h"
#include "core/alloc/waits.h"
#include "core/base/result.h"
#include "core/model/reason.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace herald::alloc {

// Addresses for one Service, the primary family first, and the pool of each.
struct Placement {
  std::vector<net::IpAddress> addresses;
  std::vector<std::string> pools;
  bool shared = false;   // at least one address has another tenant
  bool complete = true;  // false: a wanted second family is still missing; `waits` says what would bring it
  Waits waits;
};

struct Denial {
  model::Refusal refusal;
  Waits waits;
};

// How one held address stands towards the pools.
enum class Standing : std::uint8_t {
  legal,      // in a pool that admits the Service, with tenants it may share with
  stranded,   // no pool has it any more, or the one that has it does not admit the Service (any more)
  contested,  // another tenant is on it with whom the Service may not share
};

class Allocator {
 public:
  Allocator();

  // Replaces all pools. Nobody loses an address by it; returns the holders whose standing may have changed.
  [[nodiscard]] std::vector<model::ServiceKey> set_pools(std::vector<PoolSpec> pools);

  // The best placement for `demand`, keeping those of `present` that serve it. The Service's own holdings
  // never stand in its way.
  [[nodiscard]] Result<Placement, Denial> choose(const Demand& demand,
                                                 std::span<const net::IpAddress> present) const;
  [[nodiscard]] Standing standing(const Demand& demand, net::IpAddress address) const;

  // Makes `addresses` all that the Service holds. Holding is bookkeeping and never refused, because the
  // status of a Service is a fact even when it is against the rules; returns what this may have freed for
  // others.
  Waits hold(const model::ServiceKey& service, const SharingTerms& terms,
             std::span<const net::IpAddress> addresses);
  Waits release(const model::ServiceKey& service);

  // An address that somebody outside answers for: not handed out until it is let go again.
  void quarantine(net::IpAddress address, std::string who);
  Waits end_quarantine(net::IpAddress address);

  [[nodiscard]] const Ledger& ledger() const;
};

}  // namespace herald::alloc
