#include "core/l2/address_table.h"

#include "core/base/hash.h"

#include <utility>

namespace herald::l2 {

std::size_t AddressTable::home_of(net::IpAddress address) const {
  const auto high = static_cast<std::uint64_t>(address.value() >> 64);
  const auto low = static_cast<std::uint64_t>(address.value());
  const std::uint64_t hash = mix64(low ^ mix64(high + static_cast<std::uint64_t>(address.family())));
  return static_cast<std::size_t>(hash) & (cells_.size() - 1);
}

std::size_t AddressTable::place_of(net::IpAddress address) const {
  std::size_t place = home_of(address);
  while (cells_[place].used && cells_[place].address != address)
    place = behind(place);
  return place;
}

std::optional<std::uint32_t> AddressTable::find(net::IpAddress address) const {
  const Cell& cell = cells_[place_of(address)];
  return cell.used ? std::optional(cell.value) : std::nullopt;
}

void AddressTable::set(net::IpAddress address, std::uint32_t value) {
  if (!cells_[place_of(address)].used && 2 * (size_ + 1) > cells_.size()) grow();
  Cell& cell = cells_[place_of(address)];
  size_ += cell.used ? 0 : 1;
  cell = {address, value, true};
}

// What follows moves up to where a search for it would now end, so that no search stops at a hole before it.
// Example: A at its home 3, B (home 3) at 4, C (home 5) at 5. A goes: B moves to 3, C stays.
void AddressTable::erase(net::IpAddress address) {
  std::size_t hole = place_of(address);
  if (!cells_[hole].used) return;
  --size_;
  for (std::size_t next = behind(hole); cells_[next].used; next = behind(next)) {
    const std::size_t mask = cells_.size() - 1;
    const std::size_t from_home = (next - home_of(cells_[next].address)) & mask;
    const std::size_t from_hole = (next - hole) & mask;
    if (from_home < from_hole) continue;
    cells_[hole] = cells_[next];
    hole = next;
  }
  cells_[hole] = {};
}

void AddressTable::grow() {
  std::vector<Cell> old(cells_.size() * 2);
  std::swap(old, cells_);
  for (const Cell& cell : old) {
    if (cell.used) cells_[place_of(cell.address)] = cell;
  }
}

}  // namespace herald::l2
