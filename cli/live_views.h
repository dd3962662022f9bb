// What heraldctl says about a running cluster: pure functions of what was read. Field names in the data are
// stable: scripts depend on them.
#pragma once

#include "cli/live_cluster.h"
#include "cli/page.h"

#include <optional>

namespace herald::cli {

[[nodiscard]] Page show_status(const LiveCluster& cluster);
[[nodiscard]] Page show_pools(const LiveCluster& cluster);
[[nodiscard]] Page show_services(const LiveCluster& cluster);
[[nodiscard]] Page show_owners(const LiveCluster& cluster);
[[nodiscard]] Page show_peers(const LiveCluster& cluster);

// Nothing when there is no such Service of type LoadBalancer.
[[nodiscard]] std::optional<Page> explain(const LiveCluster& cluster, const model::ServiceKey& key);

// Whether something is wrong that somebody should look at: an exit code for scripts.
[[nodiscard]] bool is_healthy(const LiveCluster& cluster);

}  // namespace herald::cli
