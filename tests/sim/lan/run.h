// Simulated runs: a time of trouble, then peace, then the laws of rest; how fast a crash is noticed, by the
// number of nodes; and an hour without the API server.
#pragma once

#include "tests/sim/lan/record.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace herald::sim::lan {

// `nodes` 0: as many as the seed says.
[[nodiscard]] Record run(std::uint64_t seed, std::size_t nodes, bool tracing);

// From each crash to the first announcement of each address by its successor; sorted.
[[nodiscard]] std::vector<Duration> failover_times(std::size_t nodes, std::size_t crashes, Record& record);

[[nodiscard]] Record hour_without_api(std::uint64_t seed);

}  // namespace herald::sim::lan
