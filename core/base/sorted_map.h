// An ordered map of many small values in little memory; sorted_runs.h says how, and what holds until when.
#pragma once

#include "core/base/check.h"
#include "core/base/sorted_runs.h"

#include <cstddef>
#include <utility>

namespace herald {

template <class Key, class Value>
class SortedMap {
 public:
  using Entry = std::pair<Key, Value>;

 private:
  struct ByKey {
    bool operator()(const Entry& a, const Entry& b) const { return a.first < b.first; }
    bool operator()(const Entry& a, const Key& b) const { return a.first < b; }
    bool operator()(const Key& a, const Entry& b) const { return a < b.first; }
  };
  using Runs = SortedRuns<Entry, ByKey>;

 public:
  using Iterator = typename Runs::Iterator;
  using value_type = Entry;
  using const_iterator = Iterator;
  using iterator = Iterator;

  [[nodiscard]] Iterator begin() const { return runs_.begin(); }
  [[nodiscard]] Iterator end() const { return runs_.end(); }
  [[nodiscard]] std::size_t size() const { return runs_.size(); }
  [[nodiscard]] bool empty() const { return runs_.empty(); }
  [[nodiscard]] Iterator find(const Key& key) const { return runs_.find(key); }
  [[nodiscard]] bool contains(const Key& key) const { return runs_.contains(key); }
  [[nodiscard]] const Value& at(const Key& key) const {
    const Iterator place = find(key);
    HERALD_CHECK(place != end());
    return place->second;
  }

  // Of a place in this map.
  [[nodiscard]] Value& value(Iterator place) { return runs_.at(place).second; }
  // What is there, or else what is given from now on; and whether it is that.
  std::pair<Iterator, bool> try_emplace(Key key, Value value) {
    return runs_.insert({std::move(key), std::move(value)});
  }
  void insert_or_assign(Key key, Value value) {
    const Iterator place = find(key);
    if (place == end()) {
      runs_.insert({std::move(key), std::move(value)});
    } else {
      this->value(place) = std::move(value);
    }
  }
  Iterator erase(Iterator place) { return runs_.erase(place); }
  std::size_t erase_key(const Key& key) { return runs_.erase_key(key); }
  template <class Condition>
  void erase_if(Condition condition) {
    runs_.erase_if(std::move(condition));
  }
  void clear() { runs_.clear(); }

 private:
  Runs runs_;
};

}  // namespace herald
