// What herald-speaker counts and shows. Explained in docs/metrics.md.
#pragma once

#include "kube/cluster_metrics.h"
#include "runtime/metrics.h"
#include "speaker/bgp_reports.h"
#include "speaker/brain.h"
#include "speaker/metrics_peers.h"
#include "speaker/reports.h"
#include "speaker/wire_totals.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::speaker {

class SpeakerMetrics {
 public:
  explicit SpeakerMetrics(runtime::Metrics& metrics);

  // As things are now; called before a scrape.
  void refresh(const Brain& brain);
  void refresh(const WireTotals& wire);
  void refresh(const std::vector<bgp_report::PeerStatus>& peers) { peers_.refresh(peers); }

  void reported(const report::Report& report);
  [[nodiscard]] kube::ClusterMetrics& cluster() { return cluster_; }

 private:
  // Shows what was timed elsewhere since it was shown last.
  class Timed {
   public:
    explicit Timed(runtime::Histogram histogram) : histogram_(histogram) {}
    void show(std::span<const std::uint64_t> counts, double sum);

   private:
    runtime::Histogram histogram_;
    std::vector<std::uint64_t> shown_;
    double shown_sum_ = 0;
  };

  void show(const Layer2Plan::Desires& desires);
  void show(const std::vector<report::NodeProblem>& problems);

  kube::ClusterMetrics cluster_;
  runtime::Gauge owned_;
  runtime::Gauge wanted_;
  runtime::Labelled<runtime::Gauge> unannounceable_;
  std::map<model::Reason, std::size_t> unannounceable_now_{{model::Reason::no_ready_endpoints, 0},
                                                           {model::Reason::no_node_admits, 0}};
  runtime::Gauge draining_;
  runtime::Gauge excluded_;
  runtime::Labelled<runtime::Gauge> members_;
  runtime::Counter ring_losses_;
  runtime::Labelled<runtime::Counter> takeovers_;
  Timed takeover_seconds_;
  runtime::Counter conflicts_;
  runtime::Labelled<runtime::Counter> requests_;
  runtime::Labelled<runtime::Counter> replies_;
  runtime::Labelled<runtime::Counter> ignored_;
  runtime::Labelled<runtime::Counter> announcements_;
  Timed reply_seconds_;
  runtime::Counter epoch_conflicts_;
  Timed lag_;
  runtime::Labelled<runtime::Gauge> node_problems_;
  std::set<std::pair<std::string, std::string>> problems_shown_;
  PeerMetrics peers_;
};

// As label values and log fields.
[[nodiscard]] std::string_view name(own::Cause cause);
[[nodiscard]] std::string_view name(report::MemberState state);

}  // namespace herald::speaker
