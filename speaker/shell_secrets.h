// The passwords of peers that the configuration keeps in Secrets: follows each Secret that is named, in
// Herald's own namespace, and tells all passwords anew whenever one of them is another.
#pragma once

#include "config/config.h"
#include "kube/cluster_metrics.h"
#include "kube/watcher.h"
#include "runtime/task_group.h"
#include "speaker/bgp_settings.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace herald::speaker {

struct SecretsParts {
  kube::ApiEndpoint& endpoint;
  kube::ClusterMetrics& metrics;
  std::string name_space;
  std::uint64_t seed = 0;
  std::function<void(Passwords)> tell;
};

class PeerSecrets {
 public:
  PeerSecrets(const runtime::Executor& executor, SecretsParts parts)
      : executor_(executor), parts_(std::move(parts)) {}

  // What `config` names is followed from now on, and nothing else. `tasks` are the daemon's.
  void follow(const config::Config& config, runtime::TaskGroup& tasks);
  void close();

 private:
  struct Followed;

  [[nodiscard]] std::shared_ptr<Followed> make(const std::string& name);
  void tell();

  runtime::Executor executor_;
  SecretsParts parts_;
  std::vector<config::SecretReference> wanted_;
  std::map<std::string, std::shared_ptr<Followed>> followed_;  // by the Secret's name
  Passwords told_;
};

}  // namespace herald::speaker
