// Reads a running cluster through a kubeconfig.
#pragma once

#include "cli/live_cluster.h"
#include "cli/live_connection.h"
#include "core/base/result.h"

#include <string>

namespace herald::cli {

// The error is for people: no way to the cluster, or a refusal that leaves nothing to show.
[[nodiscard]] Result<LiveCluster, std::string> read_live_cluster(const ClusterChoice& choice);

}  // namespace herald::cli
