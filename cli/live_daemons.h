// What heraldctl says about the daemons themselves: which version each is, and what its log is asked for.
#pragma once

#include "cli/live_cluster.h"
#include "cli/page.h"

#include <optional>
#include <string_view>
#include <vector>

namespace herald::cli {

// What the program itself is, above what runs in the cluster.
[[nodiscard]] Page show_versions(std::string_view client, const LiveCluster& cluster);
[[nodiscard]] Page show_client_version(std::string_view client);

[[nodiscard]] Page show_log_levels(const LiveCluster& cluster);

// The Leases of the daemons that `word` names: "controller", "speaker/NODE", "speakers" or "all"; empty when
// it names none. A speaker that is named need not have been seen: whether it has a Lease is for the cluster
// to say.
[[nodiscard]] std::vector<std::string> leases_named(std::string_view word, const LiveCluster& cluster,
                                                    const std::string& controller_lease);

}  // namespace herald::cli
