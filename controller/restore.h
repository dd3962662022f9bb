// Takes over what earlier leaders left: every address in a status, and every one that a write of our own may
// yet put there, is claimed before anything new is given. The oldest Service claims first, so where two
// statuses show one address that they may not share, the younger one is the one to leave.
#pragma once

#include "controller/snapshot.h"
#include "controller/writer.h"
#include "core/alloc/allocator.h"
#include "core/net/ip.h"

#include <string>
#include <vector>

namespace herald::controller {

// Its status shows an address that an older Service shows too, and they may not share it.
struct ContestedClaim {
  model::ServiceKey service;
  net::IpAddress address;
};

[[nodiscard]] std::vector<ContestedClaim> restore(alloc::Allocator& allocator, const Snapshot& snapshot,
                                                  const Writer& writer,
                                                  const std::string& load_balancer_class);

// What to tell the Service that made the claim. Empty when it is not lost after all, because the older one
// was about to leave; and when it leaves of its own accord, so that a younger one may stay.
[[nodiscard]] std::string loss(const ContestedClaim& claim, const alloc::Allocator& allocator,
                               const Snapshot& snapshot);

// Whether the addresses in its status are of our giving: it is one of our Services, or shows signs of having
// been. What other implementations gave is none of our business.
[[nodiscard]] bool is_ours(const model::Service& service, const std::string& load_balancer_class);
// Whether it is for us to give it an address.
[[nodiscard]] bool is_to_be_served(const model::Service& service, const std::string& load_balancer_class);

// Nothing on it is of our doing but, at most, a refusal: an address that it shows was given by others.
[[nodiscard]] bool is_new_to_us(const model::Service& service, const Writer& writer);

// All that it holds: what its status shows, and what it may come to show.
[[nodiscard]] std::vector<net::IpAddress> held_by(const model::Service& service, const Writer& writer);
// The terms on which it holds them; where its sharing key can not be read, the last one that could.
[[nodiscard]] alloc::SharingTerms terms_of(const model::Service& service,
                                           const model::Labels& namespace_labels,
                                           const alloc::Ledger& ledger);

}  // namespace herald::controller
