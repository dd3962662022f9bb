// What herald-controller counts and shows. Explained in docs/metrics.md.
#pragma once

#include "controller/brain.h"
#include "kube/api_client_message.h"
#include "runtime/metrics.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::controller {

enum class ReloadOutcome : std::uint8_t { good, bad };

class ControllerMetrics {
 public:
  explicit ControllerMetrics(runtime::Metrics& metrics);

  // As things are now; called before a scrape.
  void refresh(const Brain& brain, bool leading);

  void api_call(const kube::ApiCall& call);
  void watch_restarted(std::string_view resource, std::string_view reason);
  void object_skipped(std::string_view resource);
  void config_reloaded(ReloadOutcome outcome, UnixSeconds now);
  void assigned_after(Duration waited) { assign_.observe(waited); }

 private:
  using Series = std::vector<std::string>;

  // Series that were shown and whose subject is gone must not stay at their last value.
  class Shown {
   public:
    explicit Shown(runtime::Labelled<runtime::Gauge> gauges) : gauges_(std::move(gauges)) {}
    void begin() { stale_ = shown_; }
    void set(const Series& labels, double value);
    void end();

   private:
    [[nodiscard]] runtime::Gauge series(const Series& labels) const;
    runtime::Labelled<runtime::Gauge> gauges_;
    std::set<Series> shown_;
    std::set<Series> stale_;
  };

  void show_pools(const Brain& brain);
  void show_services(const Snapshot& snapshot);
  void show_decisions(const Brain& brain);

  Shown pool_addresses_;
  Shown services_;
  runtime::Labelled<runtime::Counter> decisions_;
  runtime::Gauge config_stale_;
  runtime::Gauge config_last_reload_success_;
  runtime::Gauge config_last_reload_timestamp_;
  runtime::Gauge leader_;
  runtime::Labelled<runtime::Counter> api_requests_;
  runtime::Labelled<runtime::Histogram> api_request_seconds_;
  runtime::Labelled<runtime::Counter> watch_restarts_;
  runtime::Labelled<runtime::Counter> objects_skipped_;
  runtime::Histogram assign_;
};

}  // namespace herald::controller
