// The flags of herald-controller, each with its twin in the environment.
#pragma once

#include "core/base/time.h"
#include "kube/credentials.h"
#include "kube/lease_machine.h"
#include "kube/objects.h"
#include "runtime/log_options.h"
#include "runtime/options.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::controller {

struct ShellOptions {
  kube::AccessChoice access;
  std::string name_space = "herald-system";  // where Leases and the last good configuration live
  std::string config;                        // "namespace/name"; empty: config in that namespace
  std::string load_balancer_class;
  std::int64_t most_writes = 16;

  std::string lease_name = "herald-controller";
  std::string identity;  // of this replica; the shell adds what tells its starts apart
  kube::LeaseLimits lease;

  std::string listen = ":7472";
  bool authenticate = false;
  std::string tls_certificate;
  std::string tls_key;
  runtime::LogOptions log;

  [[nodiscard]] kube::Key config_key() const;
};

// Nothing when the daemon is to run.
[[nodiscard]] std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv,
                                                             ShellOptions& options);

}  // namespace herald::controller
