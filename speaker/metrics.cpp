#include "speaker/metrics.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace herald::speaker {
namespace {

constexpr std::array kMemberStates = {report::MemberState::up, report::MemberState::down,
                                      report::MemberState::leaving, report::MemberState::unknown};

std::string_view label_of(net::Family family) {
  return family == net::Family::ipv4 ? "ipv4" : "ipv6";
}

std::vector<double> wire_bounds() {
  return {Timings::kBounds.begin(), Timings::kBounds.end()};
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::vector<double> takeover_bounds() {
  std::vector<double> bounds;
  std::ranges::transform(wire::DurationHistogram::kBounds, std::back_inserter(bounds), in_seconds);
  return bounds;
}

// What was counted elsewhere, as a total.
void catch_up(runtime::Counter counter, std::uint64_t total) {
  counter.add(std::max(0.0, static_cast<double>(total) - counter.value()));
}

}  // namespace

std::string_view name(own::Cause cause) {
  switch (cause) {
    case own::Cause::fresh:
      return "fresh";
    case own::Cause::owner_died:
      return "owner_died";
    case own::Cause::owner_left:
      return "owner_left";
    case own::Cause::owner_ineligible:
      return "owner_ineligible";
    case own::Cause::conflict:
      return "conflict";
    case own::Cause::cut_off:
      return "cut_off";
    case own::Cause::unwanted:
      return "unwanted";
  }
  return "";
}

std::string_view name(report::MemberState state) {
  switch (state) {
    case report::MemberState::up:
      return "up";
    case report::MemberState::down:
      return "down";
    case report::MemberState::leaving:
      return "leaving";
    case report::MemberState::unknown:
      return "unknown";
  }
  return "";
}

SpeakerMetrics::SpeakerMetrics(runtime::Metrics& metrics)
    : cluster_(metrics),
      owned_(metrics.gauge("herald_l2_owned_addresses", "Addresses that this node announces in layer 2.")),
      wanted_(
          metrics.gauge("herald_l2_wanted_addresses", "Addresses that some node shall announce in layer 2.")),
      unannounceable_(metrics.gauges("herald_l2_unannounceable_addresses",
                                     "Addresses for layer 2 that no node may announce now, by reason.",
                                     {"reason"})),
      draining_(
          metrics.gauge("herald_draining", "1 while somebody asks this node to hand over its addresses.")),
      excluded_(metrics.gauge("herald_excluded", "1 while a label keeps load balancers off this node.")),
      members_(metrics.gauges("herald_ring_members", "The other speakers as the liveness ring sees them.",
                              {"state"})),
      ring_losses_(
          metrics.counter("herald_ring_losses_total", "How often the liveness ring lost another speaker.")),
      takeovers_(metrics.counters("herald_l2_takeovers_total",
                                  "Addresses that came to this node, by what became of the owner before.",
                                  {"cause"})),
      takeover_seconds_(metrics.histogram(
          "herald_l2_takeover_seconds",
          "From the last sign of life of an owner that died to its address being announced here.",
          takeover_bounds())),
      conflicts_(metrics.counter("herald_l2_conflicts_total",
                                 "Machines that are no speakers, seen answering for addresses of ours.")),
      requests_(metrics.counters("herald_l2_requests_total",
                                 "ARP requests and neighbour solicitations for owned addresses.",
                                 {"interface", "family"})),
      replies_(metrics.counters("herald_l2_replies_total", "Answers to them.", {"interface", "family"})),
      ignored_(metrics.counters("herald_l2_ignored_frames_total",
                                "Frames that passed the filter and came to nothing, by reason.", {"reason"})),
      announcements_(
          metrics.counters("herald_l2_announcements_total", "Frames sent unasked, by kind.", {"kind"})),
      reply_seconds_(
          metrics.histogram("herald_l2_reply_seconds", "From a request to its answer.", wire_bounds())),
      epoch_conflicts_(
          metrics.counter("herald_claims_epoch_conflicts_total", "Claims of equal epoch by two owners.")),
      lag_(metrics.histogram("herald_wire_loop_lag_seconds", "How late the wire loop met its deadlines.",
                             wire_bounds())),
      node_problems_(metrics.gauges("herald_node_problems",
                                    "1 for what is wrong with the setup of this node for announcements.",
                                    {"problem", "interface"})),
      peers_(metrics) {}

void SpeakerMetrics::refresh(const Brain& brain) {
  owned_.set(static_cast<double>(brain.owned().size()));
  show(brain.plan().desires());
  draining_.set(brain.asked_to_drain() ? 1 : 0);
  excluded_.set(brain.excluded() ? 1 : 0);
  cluster_.config_is(brain.config_is_stale() ? kube::Freshness::stale : kube::Freshness::present);
  for (const report::MemberState state : kMemberStates) {
    const auto in_state = [&](const auto& entry) {
      return entry.second.takes_part() && entry.second.ring == state;
    };
    members_.with({name(state)})
        .set(static_cast<double>(std::ranges::count_if(brain.roster().peers(), in_state)));
  }
  show(brain.node_problems());
}

// An address that no node may announce is none that somebody fails to announce: a Service without ready Pods
// must not look like a lost one.
void SpeakerMetrics::show(const Layer2Plan::Desires& desires) {
  std::size_t wanted = 0;
  for (auto& [reason, count] : unannounceable_now_)
    count = 0;
  for (const auto& [address, desire] : desires) {
    if (!desire.wanted()) continue;
    ++(desire.eligible->empty() ? unannounceable_now_[desire.reason] : wanted);
  }
  wanted_.set(static_cast<double>(wanted));
  for (const auto& [reason, count] : unannounceable_now_)
    unannounceable_.with({model::name(reason)}).set(static_cast<double>(count));
}

void SpeakerMetrics::show(const std::vector<report::NodeProblem>& problems) {
  auto gone = std::exchange(problems_shown_, {});
  for (const report::NodeProblem& problem : problems) {
    node_problems_.with({problem.name, problem.interface}).set(1);
    gone.erase({problem.name, problem.interface});
    problems_shown_.emplace(problem.name, problem.interface);
  }
  for (const auto& [name, interface] : gone)
    node_problems_.remove({name, interface});
}

void SpeakerMetrics::refresh(const WireTotals& wire) {
  for (const WireTotals::OfInterface& each : wire.interfaces) {
    catch_up(requests_.with({each.interface, label_of(each.family)}), each.requests);
    catch_up(replies_.with({each.interface, label_of(each.family)}), each.replies);
  }
  for (const auto& [reason, count] : wire.ignored)
    catch_up(ignored_.with({reason}), count);
  catch_up(announcements_.with({"takeover"}), wire.takeovers);
  catch_up(announcements_.with({"refresh"}), wire.refreshes);
  catch_up(announcements_.with({"probe"}), wire.probes);
  catch_up(announcements_.with({"defence"}), wire.defences);
  for (std::size_t cause = 0; cause < wire.gained.size(); ++cause) {
    if (wire.gained.at(cause) == 0) continue;
    catch_up(takeovers_.with({name(static_cast<own::Cause>(cause))}), wire.gained.at(cause));
  }
  takeover_seconds_.show(wire.takeover_time.buckets, in_seconds(wire.takeover_time.sum));
  catch_up(epoch_conflicts_, wire.epoch_conflicts);
  reply_seconds_.show(wire.replies.counts, wire.replies.sum);
  lag_.show(wire.lag.counts, wire.lag.sum);
}

void SpeakerMetrics::Timed::show(std::span<const std::uint64_t> counts, double sum) {
  shown_.resize(counts.size());
  std::vector<double> more;
  more.reserve(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i)
    more.push_back(static_cast<double>(counts[i] - std::exchange(shown_[i], counts[i])));
  histogram_.observe_many(more, sum - std::exchange(shown_sum_, sum));
}

void SpeakerMetrics::reported(const report::Report& report) {
  if (std::holds_alternative<report::Conflict>(report)) conflicts_.add();
  const auto* const seen = std::get_if<report::MemberSeen>(&report);
  if (seen != nullptr && seen->state == report::MemberState::down) ring_losses_.add();
}

}  // namespace herald::speaker
