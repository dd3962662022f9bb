#include "speaker/shell_wire_layer2.h"

#include "core/base/check.h"
#include "runtime/entropy.h"
#include "speaker/shell_wire.h"
#include "speaker/wire_layer2.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

namespace herald::speaker {
namespace {

std::size_t index_of(l2::announcer::Kind kind) {
  return static_cast<std::size_t>(kind);
}

// What the brain has counted, for the other thread. The wire loop does not wait for who reads it.
class Counted {
 public:
  void publish(const WireTotals& totals) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock) totals_ = totals;
  }
  [[nodiscard]] WireTotals read() const {
    const std::lock_guard lock(mutex_);
    return totals_;
  }

 private:
  mutable std::mutex mutex_;
  WireTotals totals_;
};

// Layer2 as the loop drives it. In the wire loop's thread.
class Layer2Brain final : public WireBrain {
 public:
  Layer2Brain(const wire::Layer2Options& options, std::shared_ptr<Counted> counted)
      : layer2_(options), counted_(std::move(counted)) {}

  wire::Effects step(Instant now, wire::Event event) override {
    if (const auto* const changed = std::get_if<wire::InterfaceChanged>(&event))
      names_[changed->interface.index] = changed->interface.name;
    return layer2_.step(now, event);
  }

  [[nodiscard]] Instant next_deadline() const override { return layer2_.next_deadline(); }

  void beat() override { counted_->publish(totals()); }

  FastPath answer(wire::InterfaceIndex interface, std::span<const std::uint8_t> frame,
                  Frame& reply) override {
    const l2::Answer answer = layer2_.answer(interface, frame, reply);
    requests_.count(interface, answer);
    if (answer.verdict == l2::Verdict::replied) return FastPath::replied;
    return l2::worth_a_look(answer.verdict) ? FastPath::look : FastPath::done;
  }

 private:
  [[nodiscard]] WireTotals totals() const {
    WireTotals totals;
    for (const auto& [interface, by_family] : requests_.all()) {
      for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
        const wire::RequestCounts& counts = by_family[static_cast<std::size_t>(family)];
        const auto name = names_.find(interface);
        if (counts.requests() == 0 || name == names_.end()) continue;
        totals.interfaces.push_back({name->second, family, counts.requests(), counts.replies()});
      }
    }
    const wire::Layer2Counters& counters = layer2_.counters();
    totals.takeovers = counters.announcements[index_of(l2::announcer::Kind::takeover)];
    totals.refreshes = counters.announcements[index_of(l2::announcer::Kind::refresh)];
    totals.probes = counters.announcements[index_of(l2::announcer::Kind::probe)];
    totals.defences = counters.announcements[index_of(l2::announcer::Kind::defence)];
    totals.epoch_conflicts = counters.claims_epoch_conflicts;
    return totals;
  }

  wire::Layer2 layer2_;
  std::shared_ptr<Counted> counted_;
  wire::RequestCounters requests_;
  std::map<wire::InterfaceIndex, std::string> names_;
};

Timings timings_of(const DurationHistogram& histogram) {
  static_assert(Timings::kBounds.size() == DurationHistogram::kBounds.size());
  return {.counts = histogram.counts(), .sum = std::chrono::duration<double>(histogram.sum()).count()};
}

class Layer2Wire final : public WirePort {
 public:
  Layer2Wire(std::unique_ptr<WireLoop> loop, std::shared_ptr<Counted> counted)
      : loop_(std::move(loop)), counted_(std::move(counted)) {}

  // Orders that the loop has no room for wait here, in their order, for the next occasion.
  void push(order::Orders orders) override {
    waiting_.push_back(std::move(orders));
    while (!waiting_.empty() && loop_->push(waiting_.front()) != runtime::Delivery::overflow)
      waiting_.pop_front();
  }

  void stop() override { loop_->stop(); }

  WireTotals totals() override {
    WireTotals totals = counted_->read();
    const WireStatus status = loop_->status();
    totals.replies = timings_of(status.counters.reply);
    totals.lag = timings_of(status.counters.lag);
    return totals;
  }

 private:
  std::unique_ptr<WireLoop> loop_;
  std::shared_ptr<Counted> counted_;
  std::deque<order::Orders> waiting_;
};

}  // namespace

Result<std::unique_ptr<WirePort>, std::string> make_layer2_wire(WirePortParts parts) {
  const io::RingKeys keys = io::derive_ring_keys(parts.cluster_key);
  auto counted = std::make_shared<Counted>();
  auto brain = std::make_unique<Layer2Brain>(wire::Layer2Options{.self = parts.self,
                                                                 .keys = {keys.bfd},
                                                                 .seed = runtime::random_seed(),
                                                                 .interfaces = std::move(parts.interfaces)},
                                             counted);
  WireSettings settings{.ring = {}, .keys = {keys}};
  settings.ring.port = parts.self.port;
  (parts.self.address.is_v4() ? settings.ring.v4 : settings.ring.v6) = parts.self.address;
  ReportMailbox& reports = parts.reports;
  auto loop = WireLoop::start({.clock = parts.clock,
                               .logger = parts.logger,
                               .brain = std::move(brain),
                               .reports = reports,
                               .left = [&reports] { reports.close(); },
                               .settings = std::move(settings)});
  if (!loop) return fail(std::move(loop).error());
  return std::make_unique<Layer2Wire>(*std::move(loop), std::move(counted));
}

}  // namespace herald::speaker
