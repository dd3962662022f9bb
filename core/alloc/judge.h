// What is legal for one Service: the rules of allocation.md sections 3 and 4, and nothing about what would be
// best. Proposals come from elsewhere (candidates.h).
#pragma once

#include "core/alloc/books.h"
#include "core/alloc/demand.h"
#include "core/model/reason.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::alloc {

// How one held address stands towards the pools.
enum class Standing : std::uint8_t {
  legal,      // in a pool that admits the Service, with tenants it may share with
  stranded,   // no pool has it any more, or the one that has it does not admit the Service (any more)
  contested,  // another tenant is on it with whom the Service may not share, and was there by right first
  usurped,  // legal, but a stranger had it before it was ever announced: to be left when there is another one
};

class Judge {
 public:
  Judge(const Books& books, const Demand& demand)
      : books_(books), demand_(demand), self_(books.ledger().id(demand.service)) {}

  // Whether the Service may stay where it is.
  [[nodiscard]] Standing standing(net::IpAddress address) const;
  // Whether its tenants would have it: nobody on it, or all of them in the right and willing to share.
  [[nodiscard]] bool is_welcome(net::IpAddress address) const;
  // Whether it may move in, as far as tenants and strangers are concerned.
  [[nodiscard]] bool may_move_in(net::IpAddress address) const;
  // Why an address that was asked for cannot be given; nothing when it can.
  [[nodiscard]] std::optional<model::Refusal> objection(net::IpAddress address) const;

  // The Service in the ledger; nothing when it holds nothing.
  [[nodiscard]] std::optional<HolderId> self() const { return self_; }
  // Somebody else lives there too, by right.
  [[nodiscard]] bool is_shared(net::IpAddress address) const;

 private:
  [[nodiscard]] std::optional<model::Refusal> objection_of_pools(net::IpAddress address) const;
  [[nodiscard]] model::Refusal objection_of_tenants(net::IpAddress address, const Tenancy& tenancy) const;
  [[nodiscard]] bool is_usurped(net::IpAddress address) const;
  [[nodiscard]] HolderId obstacle(const Tenancy& tenancy) const;

  const Books& books_;
  const Demand& demand_;
  std::optional<HolderId> self_;
};

}  // namespace herald::alloc
