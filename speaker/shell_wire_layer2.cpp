#include "speaker/shell_wire_layer2.h"

#include "runtime/entropy.h"
#include "speaker/shell_wire.h"
#include "speaker/shell_wire_bgp.h"

#include <chrono>
#include <utility>

namespace herald::speaker {
namespace {

static_assert(Timings::kBounds.size() == DurationHistogram::kBounds.size());

Timings to_timings(const DurationHistogram& histogram) {
  return {.counts = histogram.counts(), .sum = std::chrono::duration<double>(histogram.sum()).count()};
}

class WholeWire final : public WirePort {
 public:
  WholeWire(std::unique_ptr<WireLoop> loop, std::shared_ptr<BgpBeside> bgp)
      : loop_(std::move(loop)), bgp_(std::move(bgp)) {}
  WholeWire(const WholeWire&) = delete;
  WholeWire& operator=(const WholeWire&) = delete;
  ~WholeWire() override { leave_peers(); }  // or the thread would not end

  void push(order::Orders orders) override {
    hold(std::move(orders), held_);
    flush();
  }

  void push(bgp_order::Orders orders) override { bgp_->order(loop_->executor(), std::move(orders)); }

  // A node that is emptied for good has been drained before: what ends now comes back.
  void stop() override {
    leave_peers();
    loop_->stop();
  }

  std::vector<bgp_report::PeerStatus> peers() override { return bgp_->status(); }

  WireTotals totals() override {
    flush();
    const WireStatus status = loop_->status();
    WireTotals totals = status.totals;
    totals.replies = to_timings(status.counters.reply);
    totals.lag = to_timings(status.counters.lag);
    totals.ignored["oversized"] = status.counters.frames_oversized;
    return totals;
  }

 private:
  void leave_peers() { bgp_->leave(loop_->executor(), BgpBeside::Leave::to_come_back); }

  // What does not fit waits for the next occasion, in order.
  void flush() {
    if (held_.empty()) return;
    if (loop_->push(std::move(held_)) != runtime::Delivery::overflow) held_ = {};
  }

  order::Orders held_;
  std::unique_ptr<WireLoop> loop_;
  std::shared_ptr<BgpBeside> bgp_;
};

// News of peers go the way of all reports. What does not fit is not kept: how the peers stand is asked for.
BgpShell::OnReport tell_by(ReportMailbox& reports) {
  return [&reports](const bgp_report::Report& what) {
    report::Reports news;
    news.emplace_back(report::Peering{what});
    static_cast<void>(reports.push(std::move(news)));
  };
}

}  // namespace

Result<std::unique_ptr<WirePort>, std::string> make_wire(WirePortParts parts) {
  WireSettings settings;
  (parts.self.address.is_v4() ? settings.ring.v4 : settings.ring.v6) = parts.self.address;
  settings.ring.port = parts.self.port;
  wire::Layer2Options options{.self = parts.self, .keys = {}, .seed = runtime::random_seed()};
  for (const std::string& key : parts.cluster_keys) {
    settings.keys.push_back(io::derive_ring_keys(key));
    options.keys.push_back(settings.keys.back().bfd);
  }
  const auto bgp = std::make_shared<BgpBeside>(BgpBeside::Parts{.clock = parts.clock,
                                                                .logger = parts.logger,
                                                                .seed = runtime::random_seed(),
                                                                .on_report = tell_by(parts.reports)});
  auto loop = WireLoop::start({.clock = parts.clock,
                               .logger = parts.logger,
                               .brain = make_layer2_brain(options, std::move(parts.interfaces)),
                               .reports = parts.reports,
                               .left = [&reports = parts.reports] { reports.close(); },
                               .settings = std::move(settings),
                               .beside = [bgp](runtime::Executor executor) { return bgp->run(executor); }});
  if (!loop) return fail(std::move(loop).error());
  return std::make_unique<WholeWire>(*std::move(loop), bgp);
}

}  // namespace herald::speaker
