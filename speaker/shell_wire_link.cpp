#include "speaker/shell_wire_link.h"

#include "speaker/shell_report_log.h"

#include <utility>

namespace herald::speaker {
namespace {

using runtime::Task;

// More reports than any burst of takeovers brings; the wire loop keeps what does not fit.
constexpr std::size_t kMostReports = 4096;
constexpr Duration kBetweenLooks = std::chrono::seconds(1);

std::string text_of(const report::RingAddressGone& gone) {
  return "the ring's address " + gone.address.to_string() + " is no longer on " + gone.interface +
         ", which is up, and other speakers know no other";
}

}  // namespace

WireLink::WireLink(runtime::Executor executor, Parts parts)
    : executor_(std::move(executor)),
      parts_(std::move(parts)),
      reports_(executor_, parts_.clock, kMostReports) {}

Task<> WireLink::run(Node node) {
  if (over_) co_return;  // told to stop before it began
  auto made = parts_.make({.self = std::move(node.self),
                           .cluster_keys = std::move(node.cluster_keys),
                           .interfaces = std::move(node.interfaces),
                           .clock = parts_.clock,
                           .logger = parts_.logger,
                           .reports = reports_});
  if (!made) co_return give_up(std::move(made).error());
  port_ = *std::move(made);
  if (!held_orders_.empty()) port_->push(std::exchange(held_orders_, {}));
  if (!held_bgp_orders_.empty()) port_->push(std::exchange(held_bgp_orders_, {}));
  parts_.tell(WireUp{});
  look_at_peers();
  co_await hear();
  look_again_.reset();
}

Task<> WireLink::hear() {
  for (;;) {
    const runtime::Arrival arrival = co_await reports_.ready();
    if (arrival == runtime::Arrival::cancelled) co_return;
    if (arrival == runtime::Arrival::closed) break;
    while (auto reports = reports_.take()) {
      for (const report::Report& report : *reports) {
        parts_.observe(report);
        log_report(parts_.logger, report);
        if (const auto* const gone = std::get_if<report::RingAddressGone>(&report)) problem_ = text_of(*gone);
      }
      parts_.tell(Reported{*std::move(reports), runtime::unix_seconds(parts_.clock.wall_now())});
    }
  }
  if (!told_to_stop_) problem_ = "the wire loop has ended by itself";
  left();
}

// Once a second: that is how often the wire loop says how they stand.
void WireLink::look_at_peers() {
  if (auto standings = standings_.look(peers(), runtime::unix_seconds(parts_.clock.wall_now())))
    parts_.tell(PeersStand{*std::move(standings)});
  if (!look_again_) look_again_ = parts_.clock.make_timer(executor_);
  look_again_->arm(parts_.clock.now() + kBetweenLooks, [this] { look_at_peers(); });
}

void WireLink::give_up(std::string problem) {
  problem_ = std::move(problem);
  left();
  parts_.tell(Stop{});
}

void WireLink::left() {
  over_ = true;
  parts_.tell(WireLeft{});
}

void WireLink::push(order::Orders orders) {
  if (port_ != nullptr) return port_->push(std::move(orders));
  hold(std::move(orders), held_orders_);
}

void WireLink::push(bgp_order::Orders orders) {
  if (port_ != nullptr) return port_->push(std::move(orders));
  hold(std::move(orders), held_bgp_orders_);
}

void WireLink::stop() {
  told_to_stop_ = true;
  if (port_ != nullptr) return port_->stop();
  left();
}

WireTotals WireLink::totals() const {
  return port_->totals();
}

std::vector<bgp_report::PeerStatus> WireLink::peers() const {
  if (port_ == nullptr) return {};
  return port_->peers();
}

}  // namespace herald::speaker
