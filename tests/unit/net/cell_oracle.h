// The second opinion on IpRangeSet: a number line cut into a few cells, and a plain set of cell numbers.
// Per family the cells are some single addresses at the low end, everything in the middle as one cell, and
// some single addresses at the high end, so that every edge of the line is an edge between cells.
#pragma once

#include "core/net/ip_range_set.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace herald::net {

using Cells = std::set<std::size_t>;  // indexes into a Line

class Line {
 public:
  // `edge` single addresses at each end of each family.
  explicit Line(std::size_t edge) : cells_per_family_(2 * edge + 1) {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const U128 top = highest_value(family);
      for (U128 i = 0; i < edge; ++i)
        add(family, i, i);
      add(family, edge, top - edge);
      for (U128 i = edge; i > 0; --i)
        add(family, top - i + 1, top - i + 1);
    }
  }

  [[nodiscard]] const std::vector<IpRange>& cells() const { return cells_; }

  // From the first address of cell `from` to the last of cell `to`, both of one family.
  [[nodiscard]] IpRange span(std::size_t from, std::size_t to) const {
    return *IpRange::make(cells_[from].first(), cells_[to].last());
  }
  [[nodiscard]] bool same_family(std::size_t a, std::size_t b) const {
    return a / cells_per_family_ == b / cells_per_family_;
  }

  // The members as maximal runs: what ranges() must say.
  [[nodiscard]] std::map<IpAddress, IpAddress> runs(const Cells& members) const {
    std::map<IpAddress, IpAddress> runs;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!members.contains(i)) continue;
      std::size_t end = i;
      while (members.contains(end + 1) && same_family(i, end + 1))
        ++end;
      runs.emplace(cells_[i].first(), cells_[end].last());
      i = end;
    }
    return runs;
  }

  // How many addresses the members of one family have; 2^128 reads as 2^128 - 1.
  [[nodiscard]] U128 size(const Cells& members, Family family) const {
    U128 size = 0;
    for (const std::size_t i : members) {
      if (cells_[i].family() != family) continue;
      if (__builtin_add_overflow(size, cells_[i].last().value() - cells_[i].first().value() + 1, &size)) {
        return kU128Max;
      }
    }
    return size;
  }

 private:
  void add(Family family, U128 first, U128 last) {
    cells_.push_back(*IpRange::make(IpAddress::of(family, first), IpAddress::of(family, last)));
  }

  std::size_t cells_per_family_;
  std::vector<IpRange> cells_;
};

}  // namespace herald::net
