// The bars of layer 2 in virtual time: how long things take by what a client sees, printed row by row as met
// or not met.
#pragma once

#include <cstdint>

namespace herald::sim::lan {

enum class Scale : std::uint8_t {
  small,  // up to 100 nodes: for every run of the tests
  full,   // 1,000
  large   // 2,000
};

// True when all are met.
[[nodiscard]] bool bars(Scale scale);

}  // namespace herald::sim::lan
