// One life of a node and its routers: wishes change, peers are edited, connections break, processes restart;
// now and then the faults stop, and then, within two minutes and a half, each router's table is what is
// wanted.
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <string>

namespace herald::sim {

struct LifeSummary {
  std::uint64_t sessions = 0;
  std::uint64_t losses = 0;
  std::uint64_t comparisons = 0;
  std::string complaint{};  // the first law that was broken; empty: none

  void add(const LifeSummary& other) {
    sessions += other.sessions;
    losses += other.losses;
    comparisons += other.comparisons;
  }
};

[[nodiscard]] LifeSummary live(std::uint64_t seed, Duration length);

}  // namespace herald::sim
