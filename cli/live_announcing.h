// Whether the addresses of a Service are announced, by whom, or why not: from the speakers' reports.
#pragma once

#include "cli/live_cluster.h"

#include <optional>
#include <string>
#include <vector>

namespace herald::cli {

struct Announcement {
  net::IpAddress address;
  std::string node;                  // empty: nobody
  std::optional<UnixSeconds> since;  // when it came to that node, if it says
  std::string why;                   // when no node does
  bool over_bgp = false;             // and that is as it shall be: routers are told, and nobody on the LAN

  [[nodiscard]] bool lacking() const { return node.empty() && !over_bgp; }
};

// Of an address that the Service has.
[[nodiscard]] Announcement announcement_of(const LiveCluster& cluster, const model::Service& service,
                                           net::IpAddress address);

// "node-1", "node-1,node-2", "BGP" or "nobody: NoReadyEndpoints".
[[nodiscard]] std::string announced_by(const LiveCluster& cluster, const model::Service& service);

// The configured pool that `address` lies in; null when there is none.
[[nodiscard]] const config::Pool* pool_around(const LiveCluster& cluster, net::IpAddress address);

}  // namespace herald::cli
