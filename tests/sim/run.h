// One simulated run from one seed: a time of trouble, then peace, then the laws of rest.
#pragma once

#include "tests/sim/record.h"

#include <cstdint>

namespace herald::sim {

[[nodiscard]] Record run(std::uint64_t seed, bool tracing);

}  // namespace herald::sim
