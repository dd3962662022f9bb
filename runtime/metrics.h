// Metrics in the Prometheus text format. Registered once, by name, with help; written when scraped; safe
// across threads. A daemon's metrics.cpp registers its own here and keeps the handles, which are cheap to
// copy and to use. Every name is explained in docs/metrics.md (a test compares it with registered()).
#pragma once

#include "core/base/time.h"
#include "runtime/metric_family.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::runtime {

// Handles stay valid as long as the Metrics they came from.
class Counter {
 public:
  using Cell = MetricNumber;
  explicit Counter(Cell& counter) : counter_(&counter) {}
  void add(double by = 1);
  [[nodiscard]] double value() const;

 private:
  Cell* counter_;
};

class Gauge {
 public:
  using Cell = MetricNumber;
  explicit Gauge(Cell& gauge) : gauge_(&gauge) {}
  void set(double value);
  void add(double by);
  [[nodiscard]] double value() const;

 private:
  Cell* gauge_;
};

class Histogram {
 public:
  using Cell = MetricDistribution;
  explicit Histogram(Cell& histogram) : histogram_(&histogram) {}
  void observe(double value);
  void observe(Duration duration);  // in seconds
  // What somebody else has counted by the same bounds: how many fell into each bucket, the last one being
  // beyond all bounds.
  void observe_many(const std::vector<double>& buckets, double sum);

 private:
  Cell* histogram_;
};

// Metrics of one name that differ in their labels. Values are given in the order of the names.
template <class Metric>
class Labelled {
 public:
  using Family = MetricFamily<typename Metric::Cell>;

  explicit Labelled(Family& family) : family_(&family) {}

  // Makes the series when it is new. Keep the handle where it is used often.
  [[nodiscard]] Metric with(LabelValues values) const { return Metric(family_->at(values)); }

  // Ends the series: what it was about is gone. Its handles are invalid from here on.
  void remove(LabelValues values) const { family_->remove(values); }

 private:
  Family* family_;
};

enum class MetricKind : std::uint8_t { counter, gauge, histogram };

[[nodiscard]] std::string_view name(MetricKind kind);

struct MetricInfo {
  std::string name;
  std::string help;
  MetricKind kind;
  std::vector<std::string> labels;
};

class Metrics {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  // A name can be registered once.
  [[nodiscard]] Counter counter(std::string_view name, std::string_view help);
  [[nodiscard]] Gauge gauge(std::string_view name, std::string_view help);
  [[nodiscard]] Histogram histogram(std::string_view name, std::string_view help, std::vector<double> bounds);

  using Labels = std::vector<std::string>;
  [[nodiscard]] Labelled<Counter> counters(std::string_view name, std::string_view help, Labels labels);
  [[nodiscard]] Labelled<Gauge> gauges(std::string_view name, std::string_view help, Labels labels);
  [[nodiscard]] Labelled<Histogram> histograms(std::string_view name, std::string_view help, Labels labels,
                                               std::vector<double> bounds);

  // For values that are cheaper to read when asked than to keep up to date.
  void before_scrape(std::function<void()> refresh);

  // Sorted by name and labels, so that two scrapes compare.
  [[nodiscard]] std::string expose() const;

  [[nodiscard]] const std::vector<MetricInfo>& registered() const { return registered_; }

 private:
  struct Registry;

  const MetricInfo& note(std::string_view name, std::string_view help, MetricKind kind, Labels labels);

  std::unique_ptr<Registry> registry_;
  std::vector<MetricInfo> registered_;
  std::vector<std::function<void()>> refreshers_;
};

}  // namespace herald::runtime
