// Something of each pool, found by an address that the pool lists or by the pool's name.
#pragma once

#include "config/config.h"
#include "core/net/ip.h"

#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace herald::config {

template <class T>
class PoolIndex {
 public:
  PoolIndex() = default;  // of a configuration without pools
  // `make` says what of a pool.
  template <class Make>
  PoolIndex(const Config& config, Make make) {
    for (const Pool& pool : config.pools) {
      const T made = make(pool);
      by_name_.emplace(pool.spec.name, made);
      for (const net::AddressBlock& block : pool.spec.addresses)
        by_address_.emplace(block.range().first(), Block{block.range().last(), made});
    }
  }

  // Also of an address that the pool leaves out: the exclusion is about giving it away. Null: none lists it.
  [[nodiscard]] const T* listing(net::IpAddress address) const {
    const auto behind = by_address_.upper_bound(address);
    if (behind == by_address_.begin()) return nullptr;
    const Block& block = std::prev(behind)->second;
    return address <= block.last ? &block.value : nullptr;
  }
  // Null: there is no such pool.
  [[nodiscard]] const T* named(std::string_view pool) const {
    const auto at = by_name_.find(pool);
    return at == by_name_.end() ? nullptr : &at->second;
  }

  friend bool operator==(const PoolIndex&, const PoolIndex&) = default;

 private:
  struct Block {
    net::IpAddress last;
    T value{};

    friend bool operator==(const Block&, const Block&) = default;
  };

  std::map<net::IpAddress, Block> by_address_;  // by the first address of each block; blocks never overlap
  std::map<std::string, T, std::less<>> by_name_;
};

}  // namespace herald::config
