// One pool as assignment sees it: its specification, the addresses that remain of it after everything it
// leaves out, and whom it serves. Immutable; who holds what is known elsewhere (occupancy.h, ledger.h).
#pragma once

#include "core/alloc/demand.h"
#include "core/alloc/numbering.h"
#include "core/alloc/pool_spec.h"
#include "core/net/ip_range_set.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace herald::alloc {

class Pool {
 public:
  explicit Pool(PoolSpec spec);

  [[nodiscard]] const PoolSpec& spec() const { return spec_; }
  [[nodiscard]] const Numbering& numbering() const { return numbering_; }
  // The positions (numbering.h) of all addresses it may hand out.
  [[nodiscard]] const net::IpRangeSet& positions() const { return positions_; }

  [[nodiscard]] bool usable(net::IpAddress address) const;
  [[nodiscard]] bool has(net::Family family) const { return total(family) != 0; }
  [[nodiscard]] net::U128 total(net::Family family) const { return positions_.size(family); }
  // The position with `index` others of its family below it; `index` must be below total(family).
  [[nodiscard]] net::IpAddress nth(net::Family family, net::U128 index) const;

  // Why an address within the pool's ranges is never handed out: "it is excluded"; empty when it is.
  [[nodiscard]] std::string why_unusable(net::IpAddress address) const;

  [[nodiscard]] bool admits(const Demand& demand) const;
  // What keeps the Service out: `namespace "shop"`; empty when it is admitted.
  [[nodiscard]] std::string not_admitted(const Demand& demand) const;

 private:
  struct Run {
    net::U128 before;  // how many positions of the family come before it
    net::IpRange range;
  };

  void leave_out_network_addresses(net::IpRangeSet& usable) const;
  void number(const net::IpRangeSet& usable);

  PoolSpec spec_;
  Numbering numbering_;
  net::IpRangeSet positions_;
  std::array<std::vector<Run>, 2> runs_;  // by family
};

}  // namespace herald::alloc
