#include "runtime/metrics.h"

#include "core/base/check.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <variant>

#include <fmt/format.h>

namespace herald::runtime {
namespace {

// The shortest text that reads back as the same number; whole numbers in full.
void append_number(std::string& out, double value) {
  constexpr double kAllWhole = 9007199254740992;  // 2^53: beyond it not every whole number is there
  if (std::isinf(value)) {
    out += value > 0 ? "+Inf" : "-Inf";
  } else if (std::isnan(value)) {
    out += "NaN";
  } else if (std::abs(value) < kAllWhole && std::trunc(value) == value) {
    fmt::format_to(std::back_inserter(out), "{}", static_cast<std::int64_t>(value));
  } else {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
}

void append_series(std::string& out, std::string_view name, std::string_view labels, double value) {
  out += name;
  if (!labels.empty()) fmt::format_to(std::back_inserter(out), "{{{}}}", labels);
  out += ' ';
  append_number(out, value);
  out += '\n';
}

void append_cell(std::string& out, const std::string& name, const std::string& labels,
                 const MetricNumber& cell) {
  append_series(out, name, labels, cell.value());
}

// Buckets count everything up to their bound, so the last one counts everything.
void append_cell(std::string& out, const std::string& name, const std::string& labels,
                 const MetricDistribution& cell) {
  const std::string before = labels.empty() ? "le=\"" : labels + ",le=\"";
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < cell.bounds().size(); ++i) {
    count += cell.count(i);
    std::string bound = before;
    append_number(bound, cell.bounds()[i]);
    append_series(out, name + "_bucket", bound + '"', static_cast<double>(count));
  }
  count += cell.count(cell.bounds().size());
  append_series(out, name + "_bucket", before + "+Inf\"", static_cast<double>(count));
  append_series(out, name + "_sum", labels, cell.sum());
  append_series(out, name + "_count", labels, static_cast<double>(count));
}

}  // namespace

struct Metrics::Registry {
  using Numbers = MetricFamily<MetricNumber>;
  using Distributions = MetricFamily<MetricDistribution>;
  struct Entry {
    template <class Family>
    Entry(const MetricInfo& about, std::in_place_type_t<Family> kind, std::vector<double> bounds)
        : help(about.help), type(name(about.kind)), family(kind, about.labels, std::move(bounds)) {}

    std::string help;
    std::string_view type;
    std::variant<Numbers, Distributions> family;
  };

  template <class Family>
  Family& add(const MetricInfo& about, std::vector<double> bounds = {}) {
    const auto [entry, fresh] =
        entries.try_emplace(about.name, about, std::in_place_type<Family>, std::move(bounds));
    HERALD_CHECK(fresh);
    return std::get<Family>(entry->second.family);
  }

  // A name without series is not told of.
  template <class Family>
  static void append(std::string& out, const std::string& name, const Entry& entry, const Family& family) {
    bool begun = false;
    family.for_each([&](const std::string& labels, const auto& cell) {
      if (!std::exchange(begun, true))
        fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, entry.help,
                       entry.type);
      append_cell(out, name, labels, cell);
    });
  }

  std::map<std::string, Entry> entries;
};

void Counter::add(double by) {
  counter_->add(by);
}

double Counter::value() const {
  return counter_->value();
}

void Gauge::set(double value) {
  gauge_->set(value);
}

void Gauge::add(double by) {
  gauge_->add(by);
}

double Gauge::value() const {
  return gauge_->value();
}

void Histogram::observe(double value) {
  histogram_->observe(value);
}

void Histogram::observe(Duration duration) {
  observe(std::chrono::duration<double>(duration).count());
}

void Histogram::observe_many(const std::vector<double>& buckets, double sum) {
  HERALD_CHECK(buckets.size() == histogram_->bounds().size() + 1);
  for (std::size_t i = 0; i < buckets.size(); ++i)
    histogram_->add_to_bucket(i, static_cast<std::uint64_t>(buckets[i]));
  histogram_->add_to_sum(sum);
}

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
  const MetricInfo& about = note(name, help, MetricKind::counter, std::move(labels));
  return Labelled<Counter>(registry_->add<Registry::Numbers>(about));
}

Labelled<Gauge> Metrics::gauges(std::string_view name, std::string_view help, Labels labels) {
  const MetricInfo& about = note(name, help, MetricKind::gauge, std::move(labels));
  return Labelled<Gauge>(registry_->add<Registry::Numbers>(about));
}

Labelled<Histogram> Metrics::histograms(std::string_view name, std::string_view help, Labels labels,
                                        std::vector<double> bounds) {
  HERALD_CHECK(std::is_sorted(bounds.begin(), bounds.end()));
  const MetricInfo& about = note(name, help, MetricKind::histogram, std::move(labels));
  return Labelled<Histogram>(registry_->add<Registry::Distributions>(about, std::move(bounds)));
}

void Metrics::before_scrape(std::function<void()> refresh) {
  refreshers_.push_back(std::move(refresh));
}

std::string Metrics::expose() const {
  for (const auto& refresh : refreshers_)
    refresh();
  std::string out;
  for (const auto& [name, entry] : registry_->entries)
    std::visit([&](const auto& family) { Registry::append(out, name, entry, family); }, entry.family);
  return out;
}

const MetricInfo& Metrics::note(std::string_view name, std::string_view help, MetricKind kind,
                                Labels labels) {
  registered_.push_back(
      {.name = std::string(name), .help = std::string(help), .kind = kind, .labels = std::move(labels)});
  return registered_.back();
}

}  // namespace herald::runtime
