// One choice for one Service: keeps what may be kept, then completes it, by address, by pool or from all
// pools; made once and thrown away. Dual stack is in dual_stack.cpp, addresses asked for in requested.cpp.
#pragma once

#include "core/alloc/books.h"
#include "core/alloc/demand.h"
#include "core/alloc/explain.h"
#include "core/alloc/judge.h"
#include "core/alloc/placement.h"
#include "core/base/result.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace herald::alloc {

class Choice {
 public:
  Choice(const Books& books, const Demand& demand, std::span<const net::IpAddress> present);

  [[nodiscard]] Result<Placement, Denial> make();

 private:
  using Index = PoolTable::Index;
  using Answer = Result<Placement, Denial>;

  // Keeping.
  void keep(std::span<const net::IpAddress> present);
  void keep_reserved(std::span<const net::IpAddress> reserved);
  [[nodiscard]] bool serves(net::IpAddress address) const;
  [[nodiscard]] std::optional<net::IpAddress> requested(net::Family family) const;

  // Completing.
  [[nodiscard]] Answer give_requested_addresses();
  [[nodiscard]] std::optional<model::Refusal> family_objection() const;
  [[nodiscard]] Answer give_from_pools(std::vector<Index> pools);
  [[nodiscard]] Answer complete_pair(std::vector<Index> pools);
  [[nodiscard]] Answer give_pair(std::vector<Index> pools);
  [[nodiscard]] bool take_pair_from_one(const std::vector<Index>& pools);
  [[nodiscard]] bool take_pair_from_equals(const std::vector<Index>& pools);
  bool take(const std::vector<Index>& pools, net::Family family);

  [[nodiscard]] std::optional<net::IpAddress> candidate(Index pool, net::Family family) const;
  // The pool and those of equal standing, itself first; only among `pools`.
  [[nodiscard]] std::vector<Index> equals(Index pool, const std::vector<Index>& pools) const;
  [[nodiscard]] Search search(std::vector<net::Family> families, std::vector<Index> pools) const;
  [[nodiscard]] Placement placement() const;
  [[nodiscard]] Placement unfinished(const Search& search) const;

  [[nodiscard]] std::optional<net::IpAddress>& got(net::Family family) {
    return got_[static_cast<std::size_t>(family)];
  }
  [[nodiscard]] const std::optional<net::IpAddress>& got(net::Family family) const {
    return got_[static_cast<std::size_t>(family)];
  }

  const Books& books_;
  const Demand& demand_;
  Judge judge_;
  bool on_request_;
  std::array<std::optional<net::IpAddress>, 2> got_;  // by family
};

}  // namespace herald::alloc
