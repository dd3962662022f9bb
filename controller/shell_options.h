// The flags of herald-controller, each with its twin in the environment.
#pragma once

#include "kube/cluster_options.h"
#include "kube/lease_machine.h"
#include "runtime/admin_options.h"
#include "runtime/log_options.h"
#include "runtime/options.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::controller {

struct ShellOptions {
  kube::ClusterOptions cluster;
  std::int64_t most_writes = 16;

  std::string lease_name = "herald-controller";
  std::string identity;  // of this replica; the shell adds what tells its starts apart
  kube::LeaseLimits lease;

  runtime::AdminOptions admin{.listen = ":7472", .tls_certificate = {}, .tls_key = {}};
  runtime::LogOptions log;
};

// Nothing when the daemon is to run.
[[nodiscard]] std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv,
                                                             ShellOptions& options);

}  // namespace herald::controller
