// The routers on the LAN: FRR and BIRD, as Debian has them, each in its place with a configuration that peers
// with every node by BGP, takes many routes to one address (ECMP) and forwards for the client.
#pragma once

#include "core/base/result.h"
#include "lab/cluster/daemons.h"
#include "lab/cluster/lab_directory.h"
#include "lab/cluster/layout.h"

#include <string>
#include <vector>

namespace herald::lab {

inline constexpr int kNodesAs = 64512;
inline constexpr int kFrrAs = 64513;
inline constexpr int kBirdAs = 64514;

// Nothing when its package is installed; else what is missing.
[[nodiscard]] Result<void, std::string> find_router(RouterKind kind);

[[nodiscard]] Result<void, std::string> write_router_files(const LabDirectory& directory,
                                                           const Place& router);
[[nodiscard]] std::vector<Daemon> router_daemons(const LabDirectory& directory, const Place& router);

// "show bgp summary" to FRR, "show route" to BIRD: the command that asks it, to be run in its place.
[[nodiscard]] std::vector<std::string> router_query(const LabDirectory& directory, const std::string& router,
                                                    const std::string& question);

}  // namespace herald::lab
