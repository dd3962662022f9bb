// The flags that say which cluster and which configuration, alike in both daemons.
#pragma once

#include "kube/credentials.h"
#include "kube/objects.h"
#include "runtime/options.h"

#include <optional>
#include <string>

namespace herald::kube {

struct ClusterOptions {
  AccessChoice access;
  std::string name_space = "herald-system";  // of Herald's own Leases and ConfigMaps
  std::string config;                        // "namespace/name"; empty: config in that namespace
  std::string load_balancer_class;

  [[nodiscard]] Key config_key() const;
};

void add_cluster_options(runtime::Options& flags, ClusterOptions& options);

// What is wrong with them; nothing when they make sense.
[[nodiscard]] std::optional<std::string> problem_of(const ClusterOptions& options);

}  // namespace herald::kube
