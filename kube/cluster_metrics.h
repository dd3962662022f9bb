// The metrics of whoever lives by an API server and a ConfigMap: both daemons. Explained in docs/metrics.md.
#pragma once

#include "kube/api_client_message.h"
#include "runtime/metrics.h"

#include <cstdint>
#include <string_view>

namespace herald::kube {

enum class ReloadOutcome : std::uint8_t { good, bad };
enum class Freshness : std::uint8_t { present, stale };

class ClusterMetrics {
 public:
  explicit ClusterMetrics(runtime::Metrics& metrics);

  void api_call(const ApiCall& call);
  void watch_restarted(std::string_view resource, std::string_view reason);
  void object_skipped(std::string_view resource);
  void config_reloaded(ReloadOutcome outcome, UnixSeconds now);
  void config_is(Freshness freshness) { config_stale_.set(freshness == Freshness::stale ? 1 : 0); }

 private:
  runtime::Gauge config_stale_;
  runtime::Gauge config_last_reload_success_;
  runtime::Gauge config_last_reload_timestamp_;
  runtime::Labelled<runtime::Counter> api_requests_;
  runtime::Labelled<runtime::Histogram> api_request_seconds_;
  runtime::Labelled<runtime::Counter> watch_restarts_;
  runtime::Labelled<runtime::Counter> objects_skipped_;
};

}  // namespace herald::kube
