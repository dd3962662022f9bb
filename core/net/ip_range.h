// A run of addresses of one family, both ends included: never empty, never backwards.
#pragma once

#include "core/net/ip.h"

#include <compare>
#include <optional>
#include <string>

namespace herald::net {

class IpRange {
 public:
  // Nothing when the families differ or the range runs backwards.
  [[nodiscard]] static constexpr std::optional<IpRange> make(IpAddress first, IpAddress last) {
    if (first.family() != last.family() || last < first) return std::nullopt;
    return IpRange(first, last);
  }
  [[nodiscard]] static constexpr IpRange single(IpAddress address) { return {address, address}; }
  [[nodiscard]] static constexpr IpRange all(Family family) {
    return {IpAddress::lowest(family), IpAddress::highest(family)};
  }

  [[nodiscard]] constexpr IpAddress first() const { return first_; }
  [[nodiscard]] constexpr IpAddress last() const { return last_; }
  [[nodiscard]] constexpr Family family() const { return first_.family(); }

  // How many addresses; 2^128 (all of IPv6) does not fit and reads as 2^128 - 1.
  [[nodiscard]] constexpr U128 size() const { return saturating_add(last_.value() - first_.value(), 1); }

  [[nodiscard]] constexpr bool contains(IpAddress address) const {
    return first_ <= address && address <= last_;
  }
  [[nodiscard]] constexpr bool contains(const IpRange& other) const {
    return first_ <= other.first_ && other.last_ <= last_;
  }
  [[nodiscard]] constexpr bool overlaps(const IpRange& other) const {
    return first_ <= other.last_ && other.first_ <= last_;
  }
  [[nodiscard]] constexpr std::optional<IpRange> intersection(const IpRange& other) const {
    if (!overlaps(other)) return std::nullopt;
    return IpRange(first_ < other.first_ ? other.first_ : first_, last_ < other.last_ ? last_ : other.last_);
  }

  // "192.168.23.220-192.168.23.223"
  [[nodiscard]] std::string to_string() const { return first_.to_string() + "-" + last_.to_string(); }

  friend constexpr auto operator<=>(const IpRange&, const IpRange&) = default;

 private:
  constexpr IpRange(IpAddress first, IpAddress last) : first_(first), last_(last) {}

  IpAddress first_;
  IpAddress last_;
};

}  // namespace herald::net
