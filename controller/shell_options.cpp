#include "controller/shell_options.h"

#include <algorithm>

namespace herald::controller {
namespace {

runtime::EarlyExit wrong(const std::string& what) {
  return {.code = 2, .text = "herald-controller: " + what + "\n"};
}

void add_cluster_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Cluster");
  flags.text("--kubeconfig", options.access.kubeconfig,
             "Path of a kubeconfig; without it, the Pod's own access");
  flags.text("--context", options.access.context, "Context of the kubeconfig; without it, its current one");
  flags.text("--namespace", options.name_space, "Namespace of Herald's own Leases and ConfigMaps");
  flags.text("--config", options.config,
             "ConfigMap with the configuration, as NAMESPACE/NAME; without it, config in --namespace");
  flags.text("--lb-class", options.load_balancer_class,
             "Serve the Services of this loadBalancerClass, instead of those without one");
  flags.number("--max-writes", options.most_writes, {.least = 1, .most = 256},
               "Most writes to Services under way at a time");
}

void add_election_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Leader election");
  flags.text("--lease-name", options.lease_name, "Lease that the replicas compete for");
  flags.duration("--lease-duration", options.lease.duration, "Time after which a silent leader is replaced");
  flags.duration("--renew-deadline", options.lease.renew_deadline,
                 "Time after which a leader that cannot renew gives up");
  flags.duration("--retry-period", options.lease.retry, "Time between attempts to take or renew the Lease");
  flags.text("--identity", options.identity,
             "Name of this replica in the Lease; without it, the host's name");
}

void add_admin_options(runtime::Options& flags, ShellOptions& options) {
  flags.group("Admin port");
  flags.text("--listen", options.listen, "Address of the admin port: metrics, health, state");
  flags.flag(
      "--metrics-authenticate", options.authenticate,
      "Admit to the admin port, but for the health paths, only bearer tokens that the API server knows and "
      "allows the path");
  flags.text("--metrics-tls-cert", options.tls_certificate, "Certificate (PEM) to serve the admin port with");
  flags.text("--metrics-tls-key", options.tls_key, "Key (PEM) of that certificate");
}

std::optional<runtime::EarlyExit> check(const ShellOptions& options) {
  const kube::LeaseLimits& lease = options.lease;
  if (lease.retry <= Duration::zero() || lease.retry >= lease.renew_deadline ||
      lease.renew_deadline >= lease.duration) {
    return wrong(
        "--retry-period must be shorter than --renew-deadline, and that shorter than --lease-duration");
  }
  if (lease.duration < std::chrono::seconds(1)) return wrong("--lease-duration must be at least 1s");
  if (options.tls_certificate.empty() != options.tls_key.empty())
    return wrong("--metrics-tls-cert and --metrics-tls-key belong together");
  const std::size_t slash = options.config.find('/');
  const bool one_slash =
      slash != std::string::npos && options.config.find('/', slash + 1) == std::string::npos;
  if (!options.config.empty() && (!one_slash || slash == 0 || slash + 1 == options.config.size()))
    return wrong("--config must be NAMESPACE/NAME");
  return std::nullopt;
}

}  // namespace

kube::Key ShellOptions::config_key() const {
  if (config.empty()) return {name_space, "config"};
  const std::size_t slash = config.find('/');
  return {config.substr(0, slash), config.substr(slash + 1)};
}

std::optional<runtime::EarlyExit> read_options(int argc, const char* const* argv, ShellOptions& options) {
  runtime::Options flags("herald-controller", "Gives addresses to Services of type LoadBalancer.");
  add_cluster_options(flags, options);
  add_election_options(flags, options);
  add_admin_options(flags, options);
  runtime::add_log_options(flags, options.log);
  if (auto exit = flags.parse(argc, argv)) return exit;
  // A request that lives longer than the term it was sent in says nothing any more.
  options.lease.request_timeout = std::min(options.lease.request_timeout, options.lease.renew_deadline / 2);
  return check(options);
}

}  // namespace herald::controller
