// What herald-controller counts and shows. Explained in docs/metrics.md.
#pragma once

#include "controller/brain.h"
#include "kube/cluster_metrics.h"
#include "runtime/metrics.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace herald::controller {

class ControllerMetrics {
 public:
  explicit ControllerMetrics(runtime::Metrics& metrics);

  // As things are now; called before a scrape.
  void refresh(const Brain& brain, bool leading);

  [[nodiscard]] kube::ClusterMetrics& cluster() { return cluster_; }
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
  void show_services(const Brain& brain);
  void show_decisions(const Brain& brain);

  kube::ClusterMetrics cluster_;
  Shown pool_addresses_;
  Shown services_;
  runtime::Labelled<runtime::Counter> decisions_;
  runtime::Gauge leader_;
  runtime::Histogram assign_;
};

}  // namespace herald::controller
