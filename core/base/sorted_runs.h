// An ordered set of many small values in little memory: runs of neighbours instead of a block of its own for
// each, which costs a std::set 40 bytes a piece. Finding is O(log n), inserting and erasing O(sqrt n) at
// worst and cheap in practice: a run is as long as one moves without noticing. Values that arrive in order
// fill their runs to the end.
//
// References and iterators hold until the next change.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace herald {

// `Less` orders values, and values and whatever they are looked up by.
template <class T, class Less = std::less<>>
class SortedRuns {
  using Run = std::vector<T>;

 public:
  static constexpr std::size_t kRun = 64;

  class Iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::bidirectional_iterator_tag;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const std::vector<Run>& runs, std::size_t run, std::size_t place)
        : runs_(&runs), run_(run), place_(place) {}
    [[nodiscard]] std::size_t run() const { return run_; }      // which one it is in
    [[nodiscard]] std::size_t place() const { return place_; }  // in its run
    const T& operator*() const { return (*runs_)[run_][place_]; }
    const T* operator->() const { return &**this; }
    Iterator& operator++() {
      if (++place_ == (*runs_)[run_].size()) {
        ++run_;
        place_ = 0;
      }
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    Iterator& operator--() {
      if (place_ == 0) place_ = (*runs_)[--run_].size();
      --place_;
      return *this;
    }
    Iterator operator--(int) {
      const Iterator before = *this;
      --*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.run_ == b.run_ && a.place_ == b.place_;
    }

   private:
    const std::vector<Run>* runs_ = nullptr;
    std::size_t run_ = 0;
    std::size_t place_ = 0;
  };
  using value_type = T;
  using const_iterator = Iterator;
  using iterator = Iterator;

  [[nodiscard]] Iterator begin() const { return {runs_, 0, 0}; }
  [[nodiscard]] Iterator end() const { return {runs_, runs_.size(), 0}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  // The first that is not less than `key`.
  template <class Key>
  [[nodiscard]] Iterator lower_bound(const Key& key) const {
    const auto run = std::ranges::partition_point(runs_, [&](const Run& r) { return less_(r.back(), key); });
    if (run == runs_.end()) return end();
    const auto place = std::ranges::partition_point(*run, [&](const T& value) { return less_(value, key); });
    return {runs_, index(run - runs_.begin()), index(place - run->begin())};
  }
  template <class Key>
  [[nodiscard]] Iterator find(const Key& key) const {
    const Iterator at = lower_bound(key);
    return at == end() || less_(key, *at) ? end() : at;
  }
  template <class Key>
  [[nodiscard]] bool contains(const Key& key) const {
    return find(key) != end();
  }

  // The value that is there, and whether it is the new one.
  std::pair<Iterator, bool> insert(T value) {
    Iterator at = lower_bound(value);
    if (at != end() && !less_(value, *at)) return {at, false};
    at = make_room(at);
    Run& run = runs_[at.run()];
    run.insert(run.begin() + std::ptrdiff_t(at.place()), std::move(value));
    ++size_;
    return {at, true};
  }

  template <class Values>
  void insert_all(const Values& values) {
    for (const T& value : values)
      insert(value);
  }

  // Returns what stands behind it.
  Iterator erase(Iterator at) {
    Run& run = runs_[at.run()];
    run.erase(run.begin() + std::ptrdiff_t(at.place()));
    --size_;
    if (run.empty()) {
      runs_.erase(runs_.begin() + std::ptrdiff_t(at.run()));
    } else if (at.place() == run.size()) {
      return {runs_, at.run() + 1, 0};
    }
    return at;
  }
  template <class Key>
  std::size_t erase_key(const Key& key) {
    const Iterator at = find(key);
    if (at == end()) return 0;
    erase(at);
    return 1;
  }
  template <class Condition>
  void erase_if(Condition condition) {
    for (Run& run : runs_)
      size_ -= std::erase_if(run, condition);
    std::erase_if(runs_, [](const Run& run) { return run.empty(); });
  }
  void clear() {
    runs_.clear();
    size_ = 0;
  }

  // To change what the order does not go by.
  [[nodiscard]] T& at(Iterator place) { return runs_[place.run()][place.place()]; }

 private:
  static std::size_t index(std::ptrdiff_t distance) { return static_cast<std::size_t>(distance); }

  // The only run of a small set grows as it must.
  Run& new_run(std::size_t before) {
    Run run;
    if (!runs_.empty()) run.reserve(kRun);
    return *runs_.insert(runs_.begin() + std::ptrdiff_t(before), std::move(run));
  }

  // Where a value that goes before `at` can be inserted. Behind the end of a full run a new one begins;
  // elsewhere a full run is split.
  Iterator make_room(Iterator at) {
    if (at == end() && !runs_.empty()) at = {runs_, runs_.size() - 1, runs_.back().size()};
    if (runs_.empty()) new_run(0);
    if (runs_[at.run()].size() < kRun) return at;
    Run& behind = new_run(at.run() + 1);
    if (at.place() == kRun) return {runs_, at.run() + 1, 0};
    Run& full = runs_[at.run()];
    const auto middle = full.begin() + kRun / 2;
    behind.assign(std::move_iterator(middle), std::move_iterator(full.end()));
    full.erase(middle, full.end());
    if (at.place() > full.size()) return {runs_, at.run() + 1, at.place() - full.size()};
    return at;
  }

  std::vector<Run> runs_;  // none is empty
  std::size_t size_ = 0;
  [[no_unique_address]] Less less_;
};

}  // namespace herald
