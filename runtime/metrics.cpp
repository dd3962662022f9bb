#include "runtime/metrics.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <sstream>
#include <type_traits>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace herald::runtime {
namespace {

prometheus::Labels label_map(const std::vector<std::string>& names, LabelValues values) {
  HERALD_CHECK(names.size() == values.size());
  prometheus::Labels labels;
  std::size_t i = 0;
  for (const std::string_view value : values)
    labels.emplace(names[i++], value);
  return labels;
}

template <class Implementation>
Implementation& add_series(prometheus::Family<Implementation>& family, const prometheus::Labels& labels,
                           const std::vector<double>& bounds) {
  if constexpr (std::is_same_v<Implementation, prometheus::Histogram>) {
    return family.Add(labels, bounds);
  } else {
    return family.Add(labels);
  }
}

}  // namespace

struct Metrics::Registry {
  prometheus::Registry registry{prometheus::Registry::InsertBehavior::Throw};

  template <class Builder>
  auto& family(Builder builder, std::string_view name, std::string_view help) {
    return builder.Name(std::string(name)).Help(std::string(help)).Register(registry);
  }
};

void Counter::add(double by) {
  counter_->Increment(by);
}

double Counter::value() const {
  return counter_->Value();
}

void Gauge::set(double value) {
  gauge_->Set(value);
}

void Gauge::add(double by) {
  gauge_->Increment(by);
}

double Gauge::value() const {
  return gauge_->Value();
}

void Histogram::observe(double value) {
  histogram_->Observe(value);
}

void Histogram::observe(Duration duration) {
  observe(std::chrono::duration<double>(duration).count());
}

void Histogram::observe_many(const std::vector<double>& buckets, double sum) {
  histogram_->ObserveMultiple(buckets, sum);
}

template <class Metric>
Metric Labelled<Metric>::with(LabelValues values) const {
  return Metric(add_series(*family_, label_map(labels_, values), bounds_));
}

template <class Metric>
void Labelled<Metric>::remove(LabelValues values) const {
  const prometheus::Labels labels = label_map(labels_, values);
  if (family_->Has(labels)) family_->Remove(&add_series(*family_, labels, bounds_));
}

template class Labelled<Counter>;
template class Labelled<Gauge>;
template class Labelled<Histogram>;

std::string_view name(MetricKind kind) {
  constexpr std::array<std::string_view, 3> kNames = {"counter", "gauge", "histogram"};
  return kNames[static_cast<std::size_t>(kind)];
}

Metrics::Metrics() : registry_(std::make_unique<Registry>()) {}

Metrics::~Metrics() = default;

Counter Metrics::counter(std::string_view name, std::string_view help) {
  return counters(name, help, {}).with({});
}

Gauge Metrics::gauge(std::string_view name, std::string_view help) {
  return gauges(name, help, {}).with({});
}

Histogram Metrics::histogram(std::string_view name, std::string_view help, std::vector<double> bounds) {
  return histograms(name, help, {}, std::move(bounds)).with({});
}

Labelled<Counter> Metrics::counters(std::string_view name, std::string_view help, Labels labels) {
  note(name, help, MetricKind::counter, labels);
  return {registry_->family(prometheus::BuildCounter(), name, help), std::move(labels), {}};
}

Labelled<Gauge> Metrics::gauges(std::string_view name, std::string_view help, Labels labels) {
  note(name, help, MetricKind::gauge, labels);
  return {registry_->family(prometheus::BuildGauge(), name, help), std::move(labels), {}};
}

Labelled<Histogram> Metrics::histograms(std::string_view name, std::string_view help, Labels labels,
                                        std::vector<double> bounds) {
  HERALD_CHECK(std::is_sorted(bounds.begin(), bounds.end()));
  note(name, help, MetricKind::histogram, labels);
  return {registry_->family(prometheus::BuildHistogram(), name, help), std::move(labels), std::move(bounds)};
}

void Metrics::before_scrape(std::function<void()> refresh) {
  refreshers_.push_back(std::move(refresh));
}

std::string Metrics::expose() const {
  for (const auto& refresh : refreshers_)
    refresh();
  std::vector<prometheus::MetricFamily> families = registry_->registry.Collect();
  for (prometheus::MetricFamily& family : families) {
    std::ranges::sort(family.metric, {}, &prometheus::ClientMetric::label);
  }
  std::ranges::sort(families, {}, &prometheus::MetricFamily::name);
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

void Metrics::note(std::string_view name, std::string_view help, MetricKind kind, const Labels& labels) {
  const auto same = [&](const MetricInfo& info) { return info.name == name; };
  HERALD_CHECK(std::ranges::none_of(registered_, same));
  registered_.push_back(
      {.name = std::string(name), .help = std::string(help), .kind = kind, .labels = labels});
}

}  // namespace herald::runtime
