// The bars of layer 2 in virtual time: how long things take by what a client sees, printed row by row as met
// or not met.
#pragma once

#include <cstddef>
#include <cstdint>

namespace herald::sim::lan {

enum class Scale : std::uint8_t {
  small,  // up to 100 nodes: for every run of the tests
  full,   // 1,000
  large   // 2,000
};

// Only the time from a crash to the first announcement, with so many nodes.
[[nodiscard]] bool failover_bar(std::size_t nodes);

// True when all are met.
[[nodiscard]] bool bars(Scale scale);

}  // namespace herald::sim::lan
