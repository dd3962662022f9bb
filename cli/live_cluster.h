// What a running cluster's API objects say of Herald, read once: Services, the configuration, the Leases of
// controllers and speakers. Values only; kube asks no daemon, only the API server.
#pragma once

#include "config/config.h"
#include "config/diagnostic.h"
#include "core/model/service.h"
#include "kube/objects.h"
#include "kube/speaker_report.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::cli {

struct LiveConfig {
  kube::Key name;
  bool found = false;                            // the ConfigMap and its data key are there
  std::shared_ptr<const config::Config> config;  // null when it is no valid configuration
  config::Diagnostics diagnostics;
};

// What the Lease of either daemon says of it.
struct LiveDaemon {
  std::string version;      // empty: it does not say
  std::string asked_level;  // of its log; empty: as it was started
};

struct LiveSpeaker {
  kube::SpeakerReport report;
  std::optional<kube::UnixMicros> renewed;
  bool expired = false;  // its Lease has not been renewed in time
  bool asked_to_drain = false;
  LiveDaemon daemon{};
};

struct LiveLeader {
  std::string identity;  // empty: nobody leads
  bool expired = false;
  LiveDaemon daemon{};
};

struct LiveCluster {
  std::string origin;                            // "/root/.kube/config, context lab"
  std::vector<model::Service> services;          // for Herald to serve, in the order of their names
  std::vector<model::Service> of_other_classes;  // of type LoadBalancer, and somebody else's; likewise
  LiveConfig config;
  LiveLeader leader;
  std::vector<LiveSpeaker> speakers;  // by node
  std::vector<std::string> problems;  // objects that could not be read
  kube::UnixMicros now;
};

// Who announces `address`, as far as the reports tell; null when nobody does. A speaker whose Lease has run
// out counts for nothing.
[[nodiscard]] const LiveSpeaker* announcer_of(const LiveCluster& cluster, net::IpAddress address);

// Why Herald leaves a Service of another class alone.
[[nodiscard]] std::string why_left_alone(const model::Service& service);

// "12s", "5m", "3h", "2d": how long ago, as kubectl writes ages.
[[nodiscard]] std::string age(kube::UnixMicros then, kube::UnixMicros now);

}  // namespace herald::cli
