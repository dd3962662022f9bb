// What an operator says about a pool, as far as assignment cares: which addresses, for whom, in which order.
// How the addresses are announced is the configuration's and the speaker's business.
#pragma once

#include "core/model/selector.h"
#include "core/net/address_block.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::alloc {

// Which of the free addresses goes out first.
enum class Order : std::uint8_t {
  ascending,   // the lowest
  descending,  // the highest
  random,  // the first at or after a point computed from the Service's name: the same name tends to the same
           // address
  spread,  // the middle of the widest free gap: neighbours in use stay as far apart as they can
};

// Which Services a pool serves: the namespace part AND the service part; a part that is empty admits
// everyone.
struct Admission {
  std::set<std::string, std::less<>> namespaces;  // namespace part: one of these names ...
  std::vector<model::LabelSelector>
      namespace_selectors;  // ... or a namespace whose labels match one of these
  std::vector<model::LabelSelector>
      service_selectors;  // service part: the Service's labels match one of these

  [[nodiscard]] bool restricted() const {
    return !namespaces.empty() || !namespace_selectors.empty() || !service_selectors.empty();
  }

  friend bool operator==(const Admission&, const Admission&) = default;
};

struct PoolSpec {
  std::string name;
  std::vector<net::AddressBlock> addresses;  // never empty, never overlapping, within and between pools
  std::vector<net::AddressBlock> exclude;
  bool skip_network_addresses = false;  // leave out the first and last address of each IPv4 CIDR
  bool avoid_buggy_ips = false;         // leave out IPv4 addresses that end in .0 or .255
  bool auto_assign = true;              // false: only for those who ask for the pool or for an address in it
  bool disabled = false;                // nothing new; what is in use stays
  Order order = Order::ascending;
  std::optional<int> priority;  // lower first; absent last
  Admission admission;

  friend bool operator==(const PoolSpec&, const PoolSpec&) = default;
};

}  // namespace herald::alloc
