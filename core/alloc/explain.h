// Denials in words: each pool that was considered and why it was passed over (allocation.md section 8), the
// one reason that helps most, and what would change the answer.
#pragma once

#include "core/alloc/books.h"
#include "core/alloc/demand.h"
#include "core/alloc/placement.h"

#include <span>
#include <string>
#include <vector>

namespace herald::alloc {

// What was looked for, and where.
struct Search {
  const Books& books;
  const Demand& demand;
  std::vector<net::Family> families;    // what is missing
  std::vector<PoolTable::Index> pools;  // in the order of asking
  bool on_request = false;              // the pools were asked for by name or by an address in them
};

// Whether a pool may give something new to the Service at all, full or not.
[[nodiscard]] bool may_give(const Pool& pool, const Demand& demand, bool on_request);

// `opening` starts the message: "no address".
[[nodiscard]] Denial deny(const Search& search, const std::string& opening);
[[nodiscard]] Denial deny_unknown_pool(const Books& books, const std::string& name);
// What would bring a missing family.
[[nodiscard]] Waits waits_of(const Search& search);

}  // namespace herald::alloc
