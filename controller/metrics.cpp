#include "controller/metrics.h"

#include "controller/verdict.h"
#include "core/alloc/allocator.h"
#include "core/model/reason.h"

#include <map>

namespace herald::controller {
namespace {

// Fine around 50 ms, where the promise lies: "99 of 100 in less" is to be read off, not guessed between two
// bounds that are far apart.
const std::vector<double> kAssignBounds = {0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.025, 0.03,
                                           0.035,  0.04,  0.045,  0.05, 0.075, 0.1,  0.25,  0.5,
                                           1,      2.5,   5,      10,   30,    60};

std::string label_of(net::Family family) {
  return family == net::Family::ipv4 ? "ipv4" : "ipv6";
}

}  // namespace

ControllerMetrics::ControllerMetrics(runtime::Metrics& metrics)
    : cluster_(metrics),
      pool_addresses_(metrics.gauges("herald_pool_addresses", "Addresses of each pool; shown by the leader.",
                                     {"pool", "family", "state"})),
      services_(metrics.gauges("herald_services", "Services of type LoadBalancer and of our class.",
                               {"pool", "state"})),
      decisions_(metrics.counters("herald_decisions_total", "Decisions by their outcome.", {"reason"})),
      leader_(metrics.gauge("herald_leader", "Whether this replica leads.")),
      assign_(metrics.histogram("herald_assign_seconds",
                                "From a Service being seen without an address to its status being written.",
                                kAssignBounds)) {}

runtime::Gauge ControllerMetrics::Shown::series(const Series& labels) const {
  return labels.size() == 3 ? gauges_.with({labels[0], labels[1], labels[2]})
                            : gauges_.with({labels[0], labels[1]});
}

void ControllerMetrics::Shown::set(const Series& labels, double value) {
  series(labels).set(value);
  shown_.insert(labels);
  stale_.erase(labels);
}

void ControllerMetrics::Shown::end() {
  for (const Series& labels : stale_) {
    if (labels.size() == 3) {
      gauges_.remove({labels[0], labels[1], labels[2]});
    } else {
      gauges_.remove({labels[0], labels[1]});
    }
    shown_.erase(labels);
  }
  stale_.clear();
}

void ControllerMetrics::refresh(const Brain& brain, bool leading) {
  show_pools(brain);
  show_services(brain);
  show_decisions(brain);
  cluster_.config_is(brain.config_is_stale() ? kube::Freshness::stale : kube::Freshness::present);
  leader_.set(leading ? 1 : 0);
}

void ControllerMetrics::show_pools(const Brain& brain) {
  pool_addresses_.begin();
  if (const alloc::Allocator* const allocator = brain.allocator()) {
    for (const alloc::PoolUsage& usage : allocator->usage()) {
      const std::string family = label_of(usage.family);
      const auto total = static_cast<double>(usage.total);
      const double used = static_cast<double>(usage.used);
      pool_addresses_.set({usage.pool, family, "total"}, total);
      pool_addresses_.set({usage.pool, family, "used"}, used);
      pool_addresses_.set({usage.pool, family, "available"},
                          total - used - static_cast<double>(usage.withheld));
    }
  }
  pool_addresses_.end();
}

void ControllerMetrics::show_services(const Brain& brain) {
  std::map<std::pair<std::string, std::string>, int> counts;
  brain.snapshot().each([&](const model::Service& service) {
    if (!brain.serves(service)) return;
    ++counts[{std::string(pool_annotation(service)), service.ingress.empty() ? "waiting" : "assigned"}];
  });
  services_.begin();
  for (const auto& [labels, count] : counts)
    services_.set({labels.first, labels.second}, count);
  services_.end();
}

void ControllerMetrics::show_decisions(const Brain& brain) {
  for (const auto& [reason, count] : brain.decisions()) {
    runtime::Counter counter = decisions_.with({model::name(reason)});
    counter.add(static_cast<double>(count) - counter.value());
  }
}

}  // namespace herald::controller
