// Proposes addresses of one pool, the most welcome first, according to its order. Only proposes: each
// proposal is judged elsewhere (judge.h), and the first that passes is taken.
//
//   ascending   the lowest of all that are free or shareable        descending  the highest of them
//   random      a shareable one, the lowest first; then the first free one from a point given by the name
//   spread      a shareable one, the lowest first; then the middle of the widest free gap
// The latter two prefer to share because a Service that names a sharing key asks for just that, and there the
// next free address says nothing about where the next shareable one is.
#pragma once

#include "core/alloc/demand.h"
#include "core/alloc/pool_table.h"

#include <optional>

namespace herald::alloc {

class Candidates {
 public:
  Candidates(const PoolState& state, net::Family family, const Demand& demand);

  // The next proposal; nothing when there are no more.
  [[nodiscard]] std::optional<net::IpAddress> next();

 private:
  using Representatives = OpenAddresses::Representatives;

  [[nodiscard]] std::optional<net::IpAddress> propose_free(const Demand& demand) const;
  void look_up_shareable(const Demand& demand);
  [[nodiscard]] std::optional<net::IpAddress> shareable() const;
  void skip_shareable();
  [[nodiscard]] bool free_goes_first(net::IpAddress shareable) const;

  const PoolState& state_;
  net::Family family_;
  std::optional<net::IpAddress> free_;
  const Representatives* representatives_ = nullptr;  // null: nothing to share
  Representatives::const_iterator at_;                // descending: one past the next
};

}  // namespace herald::alloc
