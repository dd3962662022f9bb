// What is counted and shown of each BGP peer. A peer that is no longer configured is no longer shown, nor BFD
// where none runs.
#pragma once

#include "runtime/metrics.h"
#include "speaker/bgp_reports.h"

#include <set>
#include <string>
#include <vector>

namespace herald::speaker {

class PeerMetrics {
 public:
  explicit PeerMetrics(runtime::Metrics& metrics);

  void refresh(const std::vector<bgp_report::PeerStatus>& peers);

 private:
  void show(const bgp_report::PeerStatus& peer);
  void show_messages(const bgp_report::PeerStatus& peer);
  void end(const std::string& peer);
  void end_bfd(const std::string& peer);

  runtime::Labelled<runtime::Gauge> up_;
  runtime::Labelled<runtime::Gauge> wanted_;
  runtime::Labelled<runtime::Gauge> advertised_;
  runtime::Labelled<runtime::Gauge> flaps_;
  runtime::Labelled<runtime::Gauge> hold_;
  runtime::Labelled<runtime::Gauge> messages_;
  runtime::Labelled<runtime::Gauge> bfd_up_;
  runtime::Labelled<runtime::Gauge> bfd_failures_;
  runtime::Labelled<runtime::Gauge> bfd_detection_;
  std::set<std::string> shown_;
  std::set<std::string> with_bfd_;
};

}  // namespace herald::speaker
