// A set of addresses kept as disjoint, never adjacent ranges: its cost follows the number of ranges, not of
// addresses, so a /64 costs what a /24 does. Every operation is O(log ranges), plus the ranges it removes.
#pragma once

#include "core/net/ip_range.h"

#include <array>
#include <cstddef>
#include <map>
#include <optional>

namespace herald::net {

class IpRangeSet {
 public:
  // Adds all of `range`; what was in the set already stays in it once.
  void insert(const IpRange& range);
  // Removes all of `range`; what was not in the set does not matter.
  void erase(const IpRange& range);

  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  [[nodiscard]] U128 size() const { return saturating_add(sizes_[0], sizes_[1]); }
  [[nodiscard]] U128 size(Family family) const { return sizes_[static_cast<std::size_t>(family)]; }
  [[nodiscard]] bool contains(IpAddress address) const { return range_around(address).has_value(); }
  [[nodiscard]] bool overlaps(const IpRange& range) const;

  // The whole run of members that `address` is part of.
  [[nodiscard]] std::optional<IpRange> range_around(IpAddress address) const;
  // The nearest member on either side, `address` itself included. IPv4 sorts before IPv6.
  [[nodiscard]] std::optional<IpAddress> at_or_after(IpAddress address) const;
  [[nodiscard]] std::optional<IpAddress> at_or_before(IpAddress address) const;
  [[nodiscard]] std::optional<IpAddress> lowest() const;
  [[nodiscard]] std::optional<IpAddress> highest() const;

  // First address of each range -> its last address, in order.
  [[nodiscard]] const std::map<IpAddress, IpAddress>& ranges() const { return ranges_; }

  friend bool operator==(const IpRangeSet& a, const IpRangeSet& b) { return a.ranges_ == b.ranges_; }

 private:
  using Ranges = std::map<IpAddress, IpAddress>;

  // The first stored range that ends at or after `address`; end() when there is none.
  [[nodiscard]] Ranges::const_iterator ending_at_or_after(IpAddress address) const;
  void add(IpAddress first, IpAddress last);
  Ranges::const_iterator remove(Ranges::const_iterator range);

  Ranges ranges_;
  // By family: one family saturates only when all of it is one range, so subtracting stays exact.
  std::array<U128, 2> sizes_{};
};

}  // namespace herald::net
