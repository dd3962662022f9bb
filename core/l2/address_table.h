// Address -> small number, made for one question that comes several 100,000 times a second: is this one ours?
// One array, open addressing, at most half full: a look-up touches one or two cache lines and never
// allocates. Its keys are our own addresses, so nobody on the LAN can make it slow.
#pragma once

#include "core/net/ip.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace herald::l2 {

class AddressTable {
 public:
  AddressTable() : cells_(kFewest) {}

  void set(net::IpAddress address, std::uint32_t value);  // replaces
  void erase(net::IpAddress address);                     // of one that is not there: nothing
  [[nodiscard]] std::optional<std::uint32_t> find(net::IpAddress address) const;
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Cell {
    net::IpAddress address;
    std::uint32_t value = 0;
    bool used = false;
  };
  static constexpr std::size_t kFewest = 16;  // a power of two, as all sizes of the array are

  [[nodiscard]] std::size_t home_of(net::IpAddress address) const;
  // Where it is or, if it is not there, where it would go.
  [[nodiscard]] std::size_t place_of(net::IpAddress address) const;
  [[nodiscard]] std::size_t behind(std::size_t place) const { return (place + 1) & (cells_.size() - 1); }
  void grow();

  std::vector<Cell> cells_;
  std::size_t size_ = 0;
};

}  // namespace herald::l2
