#include "core/alloc/pool_table.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace herald::alloc {
namespace {

// Sorts like the order of asking. A missing priority comes after every number, the largest int included.
std::pair<std::int64_t, bool> rank(const PoolSpec& spec) {
  constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  return {spec.priority ? *spec.priority : kLast, !spec.admission.restricted()};
}

std::vector<std::size_t> order_of_asking(const std::vector<PoolSpec>& specs) {
  std::vector<std::size_t> order(specs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t place) { return std::pair(rank(specs[place]), place); });
  return order;
}

}  // namespace

PoolTable::PoolTable(std::vector<PoolSpec> specs) {
  pools_.reserve(specs.size());
  for (const std::size_t place : order_of_asking(specs)) {
    PoolSpec& spec = specs[place];
    const Index index = pools_.size();
    const bool equal = index > 0 && rank(pools_.back().pool.spec()) == rank(spec);
    const std::size_t standing = index == 0 ? 0 : pools_.back().standing + (equal ? 0 : 1);
    Pool pool(std::move(spec));
    Occupancy occupancy(pool);
    by_name_.emplace(pool.spec().name, index);
    for (const net::AddressBlock& block : pool.spec().addresses) {
      by_address_.emplace(block.range().first(), Block{block.range().last(), index});
    }
    pools_.push_back({std::move(pool), std::move(occupancy), standing});
  }
}

std::optional<PoolTable::Index> PoolTable::named(std::string_view name) const {
  const auto known = by_name_.find(name);
  if (known == by_name_.end()) return std::nullopt;
  return known->second;
}

std::optional<PoolTable::Index> PoolTable::listing(net::IpAddress address) const {
  const auto after = by_address_.upper_bound(address);
  if (after == by_address_.begin()) return std::nullopt;
  const Block& block = std::prev(after)->second;
  if (block.last < address || block.last.family() != address.family()) return std::nullopt;
  return block.pool;
}

std::optional<PoolTable::Index> PoolTable::offering(net::IpAddress address) const {
  const auto index = listing(address);
  return index && pools_[*index].pool.usable(address) ? index : std::nullopt;
}

}  // namespace herald::alloc
