// The allocator's two answers: addresses, or why there are none.
#pragma once

#include "core/alloc/waits.h"
#include "core/model/reason.h"
#include "core/net/ip.h"

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

}  // namespace herald::alloc
