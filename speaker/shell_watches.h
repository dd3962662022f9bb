// What the speaker follows at the API server, as events for its brain and its other parts.
#pragma once

#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "kube/api_client.h"
#include "kube/asked_log_level.h"
#include "kube/cluster_metrics.h"
#include "kube/config_follower.h"
#include "kube/watcher.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"
#include "speaker/events.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace herald::speaker {

struct WatchesParts {
  kube::ApiEndpoint& endpoint;
  kube::ClusterMetrics& metrics;
  kube::ConfigFollower& config;
  kube::Key config_name;
  std::string lease_namespace;
  std::string lease_name;  // of this speaker
  std::uint64_t seed = 0;
  std::function<void(Event)> tell;  // the brain
};

class Watches {
 public:
  enum class Kind : std::uint8_t { services, endpoints, nodes, leases, config };
  static constexpr std::size_t kKinds = 5;

  Watches(const runtime::Executor& executor, WatchesParts parts);

  void start(runtime::TaskGroup& tasks);
  void close();

  // The configuration comes to its list's end in its own time (see ConfigFollower).
  void config_synced() { note_synced(Kind::config); }

  [[nodiscard]] bool listed(Kind kind) const { return listed_.at(static_cast<std::size_t>(kind)); }

 private:
  [[nodiscard]] kube::WatcherSettings about(kube::Scope scope);
  [[nodiscard]] kube::WatchListener listener(Kind kind, std::function<void(const kube::Key&)> removed);
  [[nodiscard]] runtime::Task<> follow_endpoints();
  [[nodiscard]] runtime::Task<std::optional<kube::EndpointsApi>> find_endpoints_api();
  void note_synced(Kind kind);
  void see_lease(const kube::Object<kube::Lease>& lease);

  runtime::Executor executor_;
  WatchesParts parts_;
  std::uint64_t seeds_ = 0;
  std::array<bool, kKinds> listed_{};
  bool told_ = false;
  bool closed_ = false;
  kube::ApiClient discovery_;
  runtime::Wakeup pause_;
  kube::AskedLogLevel level_;
  std::map<std::string, std::string> complained_;  // of what in which Lease
  kube::Watcher<model::Service> services_;
  kube::Watcher<model::Node> nodes_;
  kube::Watcher<kube::Lease> leases_;
  kube::Watcher<kube::ConfigMap> config_;
  std::optional<kube::Watcher<model::EndpointSlice>> endpoints_;  // once it is known where they are
};

}  // namespace herald::speaker
