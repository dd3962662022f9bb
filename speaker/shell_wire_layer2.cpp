#include "speaker/shell_wire_layer2.h"

#include "runtime/entropy.h"
#include "speaker/shell_wire.h"

#include <chrono>
#include <utility>

namespace herald::speaker {
namespace {

static_assert(Timings::kBounds.size() == DurationHistogram::kBounds.size());

Timings to_timings(const DurationHistogram& histogram) {
  return {.counts = histogram.counts(), .sum = std::chrono::duration<double>(histogram.sum()).count()};
}

class Layer2Wire final : public WirePort {
 public:
  explicit Layer2Wire(std::unique_ptr<WireLoop> loop) : loop_(std::move(loop)) {}

  void push(order::Orders orders) override {
    held_.insert(held_.end(), std::make_move_iterator(orders.begin()), std::make_move_iterator(orders.end()));
    flush();
  }

  void stop() override { loop_->stop(); }

  WireTotals totals() override {
    flush();
    const WireStatus status = loop_->status();
    WireTotals totals = status.totals;
    totals.replies = to_timings(status.counters.reply);
    totals.lag = to_timings(status.counters.lag);
    return totals;
  }

 private:
  // What does not fit waits for the next occasion, in order.
  void flush() {
    if (held_.empty()) return;
    if (loop_->push(held_) != runtime::Delivery::overflow) held_.clear();
  }

  order::Orders held_;
  std::unique_ptr<WireLoop> loop_;
};

}  // namespace

Result<std::unique_ptr<WirePort>, std::string> make_wire(WirePortParts parts) {
  const io::RingKeys keys = io::derive_ring_keys(parts.cluster_key);
  WireSettings settings;
  (parts.self.address.is_v4() ? settings.ring.v4 : settings.ring.v6) = parts.self.address;
  settings.ring.port = parts.self.port;
  settings.keys = {keys};
  const wire::Layer2Options options{.self = parts.self, .keys = {keys.bfd}, .seed = runtime::random_seed()};
  auto loop = WireLoop::start({.clock = parts.clock,
                               .logger = parts.logger,
                               .brain = make_layer2_brain(options, std::move(parts.interfaces)),
                               .reports = parts.reports,
                               .left = [&reports = parts.reports] { reports.close(); },
                               .settings = std::move(settings)});
  if (!loop) return fail(std::move(loop).error());
  return std::make_unique<Layer2Wire>(*std::move(loop));
}

}  // namespace herald::speaker
