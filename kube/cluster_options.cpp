#include "kube/cluster_options.h"

namespace herald::kube {

Key ClusterOptions::config_key() const {
  if (config.empty()) return {name_space, "config"};
  const std::size_t slash = config.find('/');
  return {config.substr(0, slash), config.substr(slash + 1)};
}

void add_cluster_options(runtime::Options& flags, ClusterOptions& options) {
  flags.group("Cluster");
  flags.text("--kubeconfig", options.access.kubeconfig,
             "Path of a kubeconfig; without it, the Pod's own access");
  flags.text("--context", options.access.context, "Context of the kubeconfig; without it, its current one");
  flags.text("--namespace", options.name_space, "Namespace of Herald's own Leases and ConfigMaps");
  flags.text("--config", options.config,
             "ConfigMap to read, as NAMESPACE/NAME; without it, config in that namespace");
  flags.text("--lb-class", options.load_balancer_class,
             "Serve the Services of this loadBalancerClass, instead of those without one");
}

std::optional<std::string> problem_of(const ClusterOptions& options) {
  const std::size_t slash = options.config.find('/');
  const bool one_slash =
      slash != std::string::npos && options.config.find('/', slash + 1) == std::string::npos;
  if (!options.config.empty() && (!one_slash || slash == 0 || slash + 1 == options.config.size()))
    return "--config must be NAMESPACE/NAME";
  return std::nullopt;
}

}  // namespace herald::kube
