// IpRangeSet against a brute-force oracle: after every step, every query.
#include "tests/unit/net/addresses.h"
#include "tests/unit/net/cell_oracle.h"

#include <gtest/gtest.h>

namespace herald::net {
namespace {

// The first, the last and one inner address of a cell.
std::vector<IpAddress> probes(const IpRange& cell) {
  const U128 middle = cell.first().value() + (cell.last().value() - cell.first().value()) / 2;
  return {cell.first(), IpAddress::of(cell.family(), middle), cell.last()};
}

void compare_point(const IpRangeSet& set, const Line& line, const Cells& members, std::size_t cell) {
  const auto here = members.lower_bound(cell);
  const bool inside = here != members.end() && *here == cell;
  for (const IpAddress address : probes(line.cells()[cell])) {
    ASSERT_EQ(set.contains(address), inside);
    std::optional<IpAddress> after;
    if (here != members.end()) after = inside ? address : line.cells()[*here].first();
    ASSERT_EQ(set.at_or_after(address), after);
    std::optional<IpAddress> before;
    if (inside) {
      before = address;
    } else if (here != members.begin()) {
      before = line.cells()[*std::prev(here)].last();
    }
    ASSERT_EQ(set.at_or_before(address), before);
    std::optional<IpRange> around;
    for (const auto& [first, last] : line.runs(members)) {
      if (first <= address && address <= last) around = IpRange::make(first, last);
    }
    ASSERT_EQ(set.range_around(address), around);
  }
}

void compare_overlaps(const IpRangeSet& set, const Line& line, const Cells& members) {
  for (std::size_t from = 0; from < line.cells().size(); ++from) {
    for (std::size_t to = from; to < line.cells().size() && line.same_family(from, to); ++to) {
      const auto member = members.lower_bound(from);
      ASSERT_EQ(set.overlaps(line.span(from, to)), member != members.end() && *member <= to);
    }
  }
}

void compare(const IpRangeSet& set, const Line& line, const Cells& members) {
  ASSERT_EQ(set.ranges(), line.runs(members));
  const U128 v4 = line.size(members, Family::ipv4);
  const U128 v6 = line.size(members, Family::ipv6);
  ASSERT_EQ(to_decimal(set.size(Family::ipv4)), to_decimal(v4));
  ASSERT_EQ(to_decimal(set.size(Family::ipv6)), to_decimal(v6));
  ASSERT_EQ(to_decimal(set.size()), to_decimal(saturating_add(v4, v6)));
  ASSERT_EQ(set.empty(), members.empty());
  ASSERT_EQ(set.lowest().has_value(), !members.empty());
  ASSERT_EQ(set.highest().has_value(), !members.empty());
  if (!members.empty()) {
    ASSERT_EQ(set.lowest(), line.cells()[*members.begin()].first());
    ASSERT_EQ(set.highest(), line.cells()[*members.rbegin()].last());
  }
  ASSERT_NO_FATAL_FAILURE(compare_overlaps(set, line, members));
  for (std::size_t i = 0; i < line.cells().size(); ++i) {
    ASSERT_NO_FATAL_FAILURE(compare_point(set, line, members, i));
  }
}

struct Step {
  bool inserts;
  std::size_t from;
  std::size_t to;
};

void apply(const Step& step, const Line& line, IpRangeSet& set, Cells& members) {
  if (step.inserts) {
    set.insert(line.span(step.from, step.to));
  } else {
    set.erase(line.span(step.from, step.to));
  }
  for (std::size_t i = step.from; i <= step.to; ++i) {
    if (step.inserts) {
      members.insert(i);
    } else {
      members.erase(i);
    }
  }
}

std::vector<Step> every_step(const Line& line) {
  std::vector<Step> steps;
  for (std::size_t from = 0; from < line.cells().size(); ++from) {
    for (std::size_t to = from; to < line.cells().size() && line.same_family(from, to); ++to) {
      steps.push_back({true, from, to});
      steps.push_back({false, from, to});
    }
  }
  return steps;
}

// Exhaustively: from every set over a line of ten cells, every insert and every erase. All that the set
// stores is compared after each step and follows from the members alone, so this covers sequences of any
// length.
TEST(IpRangeSetOracle, EveryStepFromEverySet) {
  const Line line(2);
  const auto steps = every_step(line);
  for (std::size_t subset = 0; subset < std::size_t{1} << line.cells().size(); ++subset) {
    IpRangeSet base;
    Cells base_members;
    for (std::size_t i = 0; i < line.cells().size(); ++i) {
      if ((subset >> i & 1) != 0) apply({true, i, i}, line, base, base_members);
    }
    ASSERT_NO_FATAL_FAILURE(compare(base, line, base_members));
    for (const Step& step : steps) {
      IpRangeSet set = base;
      Cells members = base_members;
      apply(step, line, set, members);
      ASSERT_EQ(set.ranges(), line.runs(members));
      ASSERT_EQ(set.size(Family::ipv4), line.size(members, Family::ipv4));
      ASSERT_EQ(set.size(Family::ipv6), line.size(members, Family::ipv6));
    }
  }
}

// At random: long sequences over a longer line, with every query after every step.
TEST(IpRangeSetOracle, LongSequences) {
  const Line line(6);
  const auto steps = every_step(line);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    IpRangeSet set;
    Cells members;
    for (int i = 0; i < 60; ++i) {
      apply(steps[static_cast<std::size_t>(random.below(steps.size()))], line, set, members);
      ASSERT_NO_FATAL_FAILURE(compare(set, line, members)) << "seed " << seed << " step " << i;
    }
  }
}

// Sets with the same members are equal, whatever way they came about; others are not.
TEST(IpRangeSetOracle, EqualityIsThatOfTheMembers) {
  const Line line(3);
  const auto steps = every_step(line);
  Random random(1);
  IpRangeSet set;
  Cells members;
  for (int i = 0; i < 500; ++i) {
    apply(steps[static_cast<std::size_t>(random.below(steps.size()))], line, set, members);
    IpRangeSet again;
    Cells again_members;
    for (const std::size_t cell : members)
      apply({true, cell, cell}, line, again, again_members);
    ASSERT_EQ(set, again);
    const auto toggled = static_cast<std::size_t>(random.below(line.cells().size()));
    apply({!members.contains(toggled), toggled, toggled}, line, again, again_members);
    ASSERT_NE(set, again);
  }
}

}  // namespace
}  // namespace herald::net
