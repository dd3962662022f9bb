// What the wire loop's core tells: reports to the plan loop, figures for metrics, lines for the log.
#include "speaker/io/node_checks.h"
#include "speaker/shell_wire_core.h"
#include "speaker/shell_wire_log_events.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace herald::speaker {
namespace {

namespace log_events = wire_log_events;

constexpr Duration kBetweenComplaints = std::chrono::minutes(1);
constexpr Duration kBetweenExaminations = std::chrono::minutes(1);

report::NodeProblems told(const std::vector<io::Finding>& findings) {
  report::NodeProblems told;
  for (const io::Finding& finding : findings)
    told.problems.push_back({.name = std::string(io::name(finding.problem)),
                             .interface = finding.interface,
                             .what = finding.what,
                             .why = finding.why,
                             .remedy = finding.remedy});
  return told;
}

}  // namespace

void WireCore::flush_reports() {
  if (reports_.empty()) return;
  if (parts_.reports.push(std::move(reports_)) != runtime::Delivery::overflow) reports_ = {};
}

void WireCore::publish() {
  WireCounters& counters = status_.counters;
  const io::FramePortCounters frames = frames_.counters();
  counters.frames_received = frames.received;
  counters.frames_oversized = frames.oversized;
  counters.frames_sent = frames.sent;
  counters.frames_unsent = frames.unsent;
  counters.frames_dropped = frames.dropped;
  const io::RingPortCounters ring = ring_->counters();
  counters.datagrams_oversized = ring.oversized;
  counters.datagrams_sent = ring.sent;
  counters.datagrams_unsent = ring.unsent;
  counters.interface_resynchronisations = monitor_->resynchronisations();
  parts_.brain->describe(status_.totals);
  examine_node();
  publish_(status_);
}

// Some dozen small files of /proc and /sys: when there is another interface to look at, and once a minute,
// because what is wrong may have been put right.
void WireCore::examine_node() {
  std::vector<std::string> interfaces = frames_.interfaces();
  if (interfaces == status_.interfaces && clock_.now() < examine_next_) return;
  examine_next_ = clock_.now() + kBetweenExaminations;
  status_.interfaces = std::move(interfaces);
  std::vector<io::Finding> findings = io::check_node("/", status_.interfaces);
  if (findings == status_.findings) return;
  for (const io::Finding& finding : findings) {
    if (std::ranges::find(status_.findings, finding) != status_.findings.end()) continue;
    parts_.logger.log(log_events::kNodeProblem, {{"problem", io::name(finding.problem)},
                                                 {"what", finding.what},
                                                 {"why", finding.why},
                                                 {"remedy", finding.remedy}});
  }
  status_.findings = std::move(findings);
  reports_.emplace_back(told(status_.findings));
}

// A stranger may send as many as he likes; the log gets one line a minute.
void WireCore::complain_of_refused() {
  const std::uint64_t refused = status_.counters.messages_refused;
  if (refused == refused_told_ || clock_.now() < refused_next_) return;
  parts_.logger.log(log_events::kMessageRefused, {{"messages", refused - refused_told_},
                                                  {"from", last_refused_.from.to_string()},
                                                  {"why", io::text_of(last_refused_.why)}});
  refused_told_ = refused;
  refused_next_ = clock_.now() + kBetweenComplaints;
}

}  // namespace herald::speaker
