// What a refused Service waits for, and what a change may have freed: the two sides of a targeted wake-up.
#pragma once

#include "core/net/ip.h"

#include <set>
#include <string>

namespace herald::alloc {

struct Waits {
  std::set<std::string, std::less<>> pools;  // room in one of these
  std::set<net::IpAddress> addresses;        // one of these let go
  std::set<std::string, std::less<>>
      sharing_keys;  // a holder with one of these appearing, leaving or changing

  [[nodiscard]] bool empty() const { return pools.empty() && addresses.empty() && sharing_keys.empty(); }
  void merge(const Waits& other) {
    pools.insert(other.pools.begin(), other.pools.end());
    addresses.insert(other.addresses.begin(), other.addresses.end());
    sharing_keys.insert(other.sharing_keys.begin(), other.sharing_keys.end());
  }

  friend bool operator==(const Waits&, const Waits&) = default;
};

}  // namespace herald::alloc
