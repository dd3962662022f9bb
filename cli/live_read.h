// Reads a running cluster through a kubeconfig, and changes the one thing that heraldctl changes: whether a
// node shall be emptied. Every request is bounded in time.
#pragma once

#include "cli/live_cluster.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace herald::cli {

struct ClusterChoice {
  std::string kubeconfig;  // empty: $KUBECONFIG, ~/.kube/config, or the Pod's own
  std::string context;
  std::string name_space = "herald-system";  // where Herald runs
  std::string config;                        // NAMESPACE/NAME; empty: config in name_space
  std::string lease = "herald-controller";
};

// The error is for people: no way to the cluster, or a refusal that leaves nothing to show.
[[nodiscard]] Result<LiveCluster, std::string> read_live_cluster(const ClusterChoice& choice);

enum class Drain : std::uint8_t { begin, end };

// Says in the Lease of the node's speaker that it shall hand over what it has, or take part again.
[[nodiscard]] Result<void, std::string> ask_to_drain(const ClusterChoice& choice, const std::string& node,
                                                     Drain what);

}  // namespace herald::cli
