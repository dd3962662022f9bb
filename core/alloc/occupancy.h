// What is free, shareable and used in one pool. Every question is answered in O(log n) of the addresses in
// use, and "is anything free" in O(1). Positions as in numbering.h.
#pragma once

#include "core/alloc/pool.h"
#include "core/alloc/sharing_index.h"
#include "core/net/ip_range_set.h"

#include <array>
#include <optional>
#include <set>
#include <utility>

namespace herald::alloc {

class Occupancy {
 public:
  explicit Occupancy(const Pool& pool);

  // The address has its first tenant, or has lost its last one.
  void occupy(net::IpAddress position);
  void vacate(net::IpAddress position);
  // It may not be handed out although nobody holds it, or may be again.
  void withhold(net::IpAddress position) { take(position); }
  void readmit(net::IpAddress position) { give_back(position); }

  [[nodiscard]] bool full(net::Family family) const { return free_.size(family) == 0; }
  [[nodiscard]] net::U128 used(net::Family family) const { return used_[static_cast<std::size_t>(family)]; }

  [[nodiscard]] std::optional<net::IpAddress> lowest_free(net::Family family) const;
  [[nodiscard]] std::optional<net::IpAddress> highest_free(net::Family family) const;
  // Goes on at the family's lowest position after its highest.
  [[nodiscard]] std::optional<net::IpAddress> free_from(net::IpAddress start) const;
  // Only for pools whose order is `spread`, which alone pay for knowing their gaps by width.
  [[nodiscard]] std::optional<net::IpAddress> middle_of_widest_gap(net::Family family) const;

  [[nodiscard]] SharingIndex& sharing(net::Family family) {
    return sharing_[static_cast<std::size_t>(family)];
  }
  [[nodiscard]] const SharingIndex& sharing(net::Family family) const {
    return sharing_[static_cast<std::size_t>(family)];
  }

 private:
  // Sorts the widest first, and among equals the lowest.
  struct Gap {
    net::IpRange range;
    friend bool operator<(const Gap& a, const Gap& b) {
      if (a.range.size() != b.range.size()) return a.range.size() > b.range.size();
      return a.range < b.range;
    }
  };

  void take(net::IpAddress position);
  void give_back(net::IpAddress position);
  void note_gap(std::optional<net::IpRange> gap);
  void forget_gap(std::optional<net::IpRange> gap);
  [[nodiscard]] std::optional<net::IpRange> gap_at(std::optional<net::IpAddress> position) const;

  bool by_width_;
  net::IpRangeSet free_;
  std::array<net::U128, 2> used_{};
  std::array<std::set<Gap>, 2> gaps_;
  std::array<SharingIndex, 2> sharing_;
};

}  // namespace herald::alloc
