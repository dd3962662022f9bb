// What the controller would do with a cluster, without one: the real brain, and an API server that agrees to
// everything at once. So a plan on the terminal cannot differ from what the controller decides.
#pragma once

#include "cli/cluster_files.h"

#include <string>
#include <vector>

namespace herald::cli {

// How one Service of type LoadBalancer comes out.
struct Outcome {
  model::Service service;  // as it would be stored
  bool handled = true;     // false: another load balancer class; not touched
  bool changed = false;    // its addresses differ from those in the file
};

// In the order of the files.
[[nodiscard]] std::vector<Outcome> dry_run(const ClusterFiles& cluster,
                                           const std::string& load_balancer_class);

}  // namespace herald::cli
