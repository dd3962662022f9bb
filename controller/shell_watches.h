// What the controller follows at the API server, as events for its brain and its other parts.
#pragma once

#include "controller/mind.h"
#include "controller/shell_assign_times.h"
#include "controller/shell_leadership.h"
#include "controller/shell_state.h"
#include "kube/asked_log_level.h"
#include "kube/cluster_metrics.h"
#include "kube/config_follower.h"
#include "kube/watcher.h"
#include "runtime/task_group.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace herald::controller {

struct WatchesParts {
  kube::ApiEndpoint& endpoint;
  kube::ClusterMetrics& metrics;
  AssignTimes& times;
  Speakers& speakers;
  kube::ConfigFollower& config;
  Leadership& leadership;
  kube::Key config_name;
  kube::Key lease_name;
  std::uint64_t seed = 0;
  std::function<void(Mind::Event)> tell;
  std::function<void(std::uint64_t ticket)> synced;  // everything that a refresh(ticket) lists has been told
};

class Watches {
 public:
  Watches(const runtime::Executor& executor, WatchesParts parts);

  void start(runtime::TaskGroup& tasks);
  void refresh(std::uint64_t ticket);
  void close();

  // The configuration comes to its list's end in its own time (see ConfigFollower).
  void config_synced(std::uint64_t ticket) { note_synced(Kind::config, ticket); }

  [[nodiscard]] bool services_synced() const { return services_.synced(); }
  [[nodiscard]] bool namespaces_synced() const { return namespaces_.synced(); }
  [[nodiscard]] bool config_listed() const { return config_.synced(); }

 private:
  enum class Kind : std::uint8_t { services, namespaces, config };

  [[nodiscard]] kube::WatcherSettings about(kube::Scope scope);
  [[nodiscard]] kube::WatchListener listener(std::function<void(const kube::Key&)> removed,
                                             std::function<void(std::uint64_t)> synced);
  void note_synced(Kind kind, std::uint64_t ticket);
  void see_lease(kube::Object<kube::Lease> lease);
  void lose_lease(const kube::Key& key);

  WatchesParts parts_;
  std::uint64_t seeds_ = 0;
  std::array<std::uint64_t, 3> heard_;  // ticket + 1 of each kind's latest list; 0: none yet
  kube::AskedLogLevel level_;
  std::uint64_t told_ = 0;  // likewise
  kube::Watcher<model::Service> services_;
  kube::Watcher<kube::Namespace> namespaces_;
  kube::Watcher<kube::ConfigMap> config_;
  kube::Watcher<kube::Lease> leases_;
};

}  // namespace herald::controller
