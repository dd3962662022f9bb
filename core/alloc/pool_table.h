// All pools, in the order in which they are asked: by priority, then those with selectors before those
// without, then as in the file. Finds a pool by name or by an address, in O(log pools).
#pragma once

#include "core/alloc/occupancy.h"
#include "core/alloc/pool.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::alloc {

struct PoolState {
  Pool pool;
  Occupancy occupancy;
  std::size_t standing = 0;  // equal for pools of equal priority of which both, or neither, have selectors
};

class PoolTable {
 public:
  using Index = std::size_t;  // in the order of asking

  PoolTable() = default;
  explicit PoolTable(std::vector<PoolSpec> specs);

  [[nodiscard]] std::size_t size() const { return pools_.size(); }
  [[nodiscard]] const PoolState& operator[](Index index) const { return pools_[index]; }
  [[nodiscard]] PoolState& operator[](Index index) { return pools_[index]; }

  [[nodiscard]] std::optional<Index> named(std::string_view name) const;
  // The pool that lists the address, even if it leaves it out.
  [[nodiscard]] std::optional<Index> listing(net::IpAddress address) const;
  // The pool that may hand it out.
  [[nodiscard]] std::optional<Index> offering(net::IpAddress address) const;

 private:
  struct Block {
    net::IpAddress last;
    Index pool;
  };

  std::vector<PoolState> pools_;
  std::map<std::string, Index, std::less<>> by_name_;
  std::map<net::IpAddress, Block> by_address_;  // by the first address of each block; blocks never overlap
};

}  // namespace herald::alloc
