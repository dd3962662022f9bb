// Reads a running cluster through a kubeconfig.
#pragma once

#include "cli/live_cluster.h"
#include "cli/live_connection.h"
#include "core/base/result.h"
#include "kube/api_client.h"
#include "runtime/clock.h"
#include "runtime/task.h"

#include <string>

namespace herald::cli {

// The error is for people: no way to the cluster, or a refusal that leaves nothing to show.
[[nodiscard]] Result<LiveCluster, std::string> read_live_cluster(const ClusterChoice& choice);

// A way that is there; it must outlive the reading.
struct LiveWay {
  const runtime::Clock& clock;
  kube::ApiEndpoint& endpoint;
};

// The same by that way. Whether Leases have run out is judged by the API server's clock, which the nodes'
// agree with; that of a laptop may be minutes off, and counts only where the server tells no time.
[[nodiscard]] runtime::Task<Result<LiveCluster, std::string>> read_live_cluster(runtime::Executor executor,
                                                                                ClusterChoice choice,
                                                                                LiveWay way);

}  // namespace herald::cli
