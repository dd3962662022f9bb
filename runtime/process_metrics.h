// The metrics that every program has: herald_build_info, and the process_* names that Prometheus' own client
// libraries use, so that existing dashboards work.
#pragma once

#include "runtime/metrics.h"

namespace herald::runtime {

void add_process_metrics(Metrics& metrics);

}  // namespace herald::runtime
