// The flags of herald-speaker, each with its twin in the environment.
#pragma once

#include "core/own/types.h"
#include "kube/cluster_options.h"
#include "runtime/admin_options.h"
#include "runtime/log_options.h"
#include "runtime/options.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace herald::speaker {

struct ShellOptions {
  kube::ClusterOptions cluster;
  std::string node_name;  // also NODE_NAME, as manifests call it

  std::string ring_address;  // empty: the one that the machine has towards the API server
  std::int64_t ring_port = 7947;
  std::string cluster_key_file;  // empty: Secret herald-cluster-key
  std::vector<std::string> interfaces;

  runtime::AdminOptions admin{.listen = ":7473", .tls_certificate = {}, .tls_key = {}};
  runtime::LogOptions log;
};

// Nothing when the daemon is to run.
[[nodiscard]] std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv,
                                                             const kube::Environment& environment,
                                                             ShellOptions& options);

}  // namespace herald::speaker
