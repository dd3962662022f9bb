// What stands behind the handles of runtime/metrics.h: the numbers themselves, which any thread may change
// while another reads them, and the families that keep one for each combination of label values. Knows the
// notation of labels, nothing else of the text format.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace herald::runtime {

using LabelValues = std::initializer_list<std::string_view>;

class MetricNumber {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double by) { value_.fetch_add(by, std::memory_order_relaxed); }
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_ = 0;
};

// A histogram without a lock: a reader may see a sum that an observation is still missing from, never a
// bucket that is smaller than one below it.
class MetricDistribution {
 public:
  explicit MetricDistribution(std::vector<double> bounds)
      : bounds_(std::move(bounds)), counts_(bounds_.size() + 1) {}

  void observe(double value) {
    const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    add_to_bucket(static_cast<std::size_t>(at), 1);
    add_to_sum(value);
  }
  void add_to_bucket(std::size_t bucket, std::uint64_t times) {
    counts_[bucket].fetch_add(times, std::memory_order_relaxed);
  }
  void add_to_sum(double by) { sum_.add(by); }

  [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
  [[nodiscard]] std::uint64_t count(std::size_t bucket) const {
    return counts_[bucket].load(std::memory_order_relaxed);
  }
  [[nodiscard]] double sum() const { return sum_.value(); }

 private:
  std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;  // one more than bounds: what is beyond all
  MetricNumber sum_;
};

// The names of labels, and how their values are written: `family="ipv4",pool="lab"`, in the order of the
// names, whatever order the values are given in.
class LabelNames {
 public:
  explicit LabelNames(std::vector<std::string> names);
  [[nodiscard]] std::string text(LabelValues values) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> by_name_;
};

// The series of one name. A cell stays where it is until it is removed.
template <class Cell>
class MetricFamily {
 public:
  MetricFamily(std::vector<std::string> labels, std::vector<double> bounds)
      : labels_(std::move(labels)), bounds_(std::move(bounds)) {}

  [[nodiscard]] Cell& at(LabelValues values) {
    std::string text = labels_.text(values);
    const std::scoped_lock lock(mutex_);
    if constexpr (std::is_same_v<Cell, MetricDistribution>) {
      return series_.try_emplace(std::move(text), bounds_).first->second;
    } else {
      return series_.try_emplace(std::move(text)).first->second;
    }
  }

  void remove(LabelValues values) {
    const std::string text = labels_.text(values);
    const std::scoped_lock lock(mutex_);
    series_.erase(text);
  }

  // In the order of their labels.
  template <class Visit>
  void for_each(Visit visit) const {
    const std::scoped_lock lock(mutex_);
    for (const auto& [labels, cell] : series_)
      visit(labels, cell);
  }

 private:
  LabelNames labels_;
  std::vector<double> bounds_;  // of distributions
  mutable std::mutex mutex_;
  std::map<std::string, Cell> series_;  // by the text of their labels
};

}  // namespace herald::runtime
