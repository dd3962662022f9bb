// Which address a Service gets. The allocator judges and keeps the books; candidates propose (candidates.h).
// It never takes an address from anyone: callers hold and release, it answers what would be legal and best.
// A value: copies are independent of each other.
#pragma once

#include "core/alloc/books.h"
#include "core/alloc/demand.h"
#include "core/alloc/judge.h"
#include "core/alloc/ledger.h"
#include "core/alloc/placement.h"
#include "core/alloc/pool_spec.h"
#include "core/alloc/stranger.h"
#include "core/alloc/waits.h"
#include "core/base/result.h"
#include "core/model/reason.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace herald::alloc {

// How full a pool is, for one family that it has.
struct PoolUsage {
  std::string pool;
  net::Family family = net::Family::ipv4;
  net::U128 total = 0;       // addresses it may hand out; 2^128 - 1 stands for that and one more
  net::U128 used = 0;        // of these, how many somebody holds
  std::size_t withheld = 0;  // of these, how many are free but in quarantine
};

class Allocator {
 public:
  // Replaces all pools. Nobody loses an address by it; returns the holders whose standing may have changed,
  // by name.
  [[nodiscard]] std::vector<model::ServiceKey> set_pools(std::vector<PoolSpec> pools);

  // The best placement for `demand`, keeping those of `present` that serve it, and after them those the
  // ledger knows the Service to hold. The Service's own holdings never stand in its way.
  [[nodiscard]] Result<Placement, Denial> choose(const Demand& demand,
                                                 std::span<const net::IpAddress> present) const;
  [[nodiscard]] Standing standing(const Demand& demand, net::IpAddress address) const;
  // The pool that may hand out `address`; empty when there is none.
  [[nodiscard]] std::string pool_of(net::IpAddress address) const;

  // Makes `addresses` all that the Service holds. Holding is bookkeeping and never refused, because the
  // status of a Service is a fact even when it is against the rules; returns what this may have freed for
  // others. Of those who contest an address, the one who was entered first is in the right (tenancy.h).
  Waits hold(const model::ServiceKey& service, const SharingTerms& terms,
             std::span<const net::IpAddress> addresses);
  Waits release(const model::ServiceKey& service);

  // An address that somebody outside answers for: not handed out until it is let go again.
  void quarantine(net::IpAddress address, Stranger stranger);
  Waits end_quarantine(net::IpAddress address);
  // Null when the address is not in quarantine.
  [[nodiscard]] const Stranger* stranger_on(net::IpAddress address) const;

  [[nodiscard]] const Ledger& ledger() const { return books_.ledger(); }
  // Nobody asks of pools that do not exist, and they have none.
  [[nodiscard]] bool has_room(const Room& room) const;
  // In the order in which the pools are asked, IPv4 before IPv6.
  [[nodiscard]] std::vector<PoolUsage> usage() const;

 private:
  Books books_;
};

}  // namespace herald::alloc
