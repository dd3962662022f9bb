#include "kube/cluster_metrics.h"

#include <string>
#include <vector>

namespace herald::kube {
namespace {

const std::vector<double> kRequestBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                            0.25,  0.5,    1,     2.5,  5,     10};

}  // namespace

ClusterMetrics::ClusterMetrics(runtime::Metrics& metrics)
    : config_stale_(metrics.gauge("herald_config_stale",
                                  "1 while the present ConfigMap is bad or missing and an older one holds.")),
      config_last_reload_success_(metrics.gauge("herald_config_last_reload_success",
                                                "Whether the ConfigMap was valid when last read.")),
      config_last_reload_timestamp_(metrics.gauge("herald_config_last_reload_timestamp_seconds",
                                                  "When a valid configuration was last read.")),
      api_requests_(metrics.counters("herald_api_requests_total",
                                     "Requests to the API server; code 0 is no answer.",
                                     {"verb", "resource", "code"})),
      api_request_seconds_(metrics.histograms("herald_api_request_seconds",
                                              "How long requests took, watches left out.",
                                              {"verb", "resource"}, kRequestBounds)),
      watch_restarts_(metrics.counters("herald_watch_restarts_total", "Lists and watches that failed.",
                                       {"resource", "reason"})),
      objects_skipped_(metrics.counters("herald_objects_skipped_total",
                                        "Objects that could not be understood.", {"resource"})) {}

void ClusterMetrics::api_call(const ApiCall& call) {
  api_requests_.with({call.verb, call.resource, std::to_string(call.status)}).add();
  if (call.verb != "watch") api_request_seconds_.with({call.verb, call.resource}).observe(call.took);
}

void ClusterMetrics::watch_restarted(std::string_view resource, std::string_view reason) {
  watch_restarts_.with({resource, reason}).add();
}

void ClusterMetrics::object_skipped(std::string_view resource) {
  objects_skipped_.with({resource}).add();
}

void ClusterMetrics::config_reloaded(ReloadOutcome outcome, UnixSeconds now) {
  config_last_reload_success_.set(outcome == ReloadOutcome::good ? 1 : 0);
  if (outcome == ReloadOutcome::good) config_last_reload_timestamp_.set(static_cast<double>(now.value()));
}

}  // namespace herald::kube
