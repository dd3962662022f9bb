// A cluster at rest, with addresses on it, and what a client of these addresses sees from then on.
#pragma once

#include "tests/sim/lan/cluster.h"
#include "tests/sim/lan/laws.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

namespace herald::sim::lan {

// Looked at each millisecond.
struct Seen {
  Duration longest_double{};  // two machines answered for one address
  Duration settled{};         // from the beginning, until each address had one machine and kept to one
};

class Site {
 public:
  Site(std::size_t nodes, std::size_t addresses, std::uint64_t seed, Record& record);

  [[nodiscard]] Seen watch(Duration span);
  // A law, unless each address has exactly one announcer now.
  void expect_peace(const char* law);
  // So many nodes, drawn by lot.
  [[nodiscard]] std::set<std::size_t> draw(std::size_t nodes);
  [[nodiscard]] std::size_t draw_one() { return *draw(1).begin(); }
  // A node that has an address, drawn by lot.
  [[nodiscard]] std::size_t draw_owner();
  [[nodiscard]] std::map<std::size_t, std::size_t> loads() const;  // of the nodes that live

  Cluster cluster;
  Judge judge;
};

}  // namespace herald::sim::lan
