// Numbers for prefixes and for sets of attributes, shared by all peers of a process: what a peer was told
// about 10,000 routes is then two small integers each, and equal attributes are found by comparing them.
// Counts who uses a number and gives it out again when nobody does. Knows no peers.
#pragma once

#include "core/base/strong.h"
#include "core/bgp/route_attributes.h"
#include "core/net/cidr.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace herald::bgp {

// Gives equal values one number, from 1 on; 0 is nobody's. A number lives as long as somebody holds it.
template <class Value>
class Numbering {
 public:
  using Number = std::uint32_t;

  // The number of `value`, held once more.
  Number hold(const Value& value) {
    const auto [place, fresh] = numbers_.try_emplace(value, 0);
    if (fresh) place->second = next_number(place);
    ++slots_[place->second].holders;
    return place->second;
  }
  void hold_again(Number number) {
    if (number != 0) ++slots_[number].holders;
  }
  void release(Number number) {
    if (number == 0 || --slots_[number].holders > 0) return;
    numbers_.erase(slots_[number].place);
    free_.push_back(number);
  }

  [[nodiscard]] std::optional<Number> find(const Value& value) const {
    const auto found = numbers_.find(value);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] const Value& value(Number number) const { return slots_[number].place->first; }
  [[nodiscard]] std::size_t size() const { return numbers_.size(); }

 private:
  using Place = typename std::map<Value, Number>::iterator;
  struct Slot {
    Place place;
    std::uint32_t holders = 0;
  };

  Number next_number(Place place) {
    if (free_.empty()) {
      slots_.push_back({place, 0});
      return static_cast<Number>(slots_.size() - 1);
    }
    const Number number = free_.back();
    free_.pop_back();
    slots_[number] = {place, 0};
    return number;
  }

  std::map<Value, Number> numbers_;
  std::vector<Slot> slots_{1};  // number 0 stays unused
  std::vector<Number> free_;
};

using PrefixNumber = std::uint32_t;
using AttributesNumber = std::uint32_t;

struct RouteTable {
  Numbering<net::Cidr> prefixes;
  Numbering<RouteAttributes> attributes;
};

}  // namespace herald::bgp
