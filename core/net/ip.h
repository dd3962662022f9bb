// One address type for both families, so that nothing above core/net is written twice.
// An address is its family and a number; IPv4 sorts before IPv6. Parsing and printing allocate nothing.
// Text: dotted decimal without leading zeros, and RFC 4291 in, RFC 5952 out. No zones ("%eth0").
#pragma once

#include "core/base/check.h"
#include "core/net/u128.h"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herald::net {

enum class Family : std::uint8_t { ipv4, ipv6 };

[[nodiscard]] constexpr int address_bits(Family family) {
  return family == Family::ipv4 ? 32 : 128;
}
[[nodiscard]] constexpr U128 highest_value(Family family) {
  return family == Family::ipv4 ? static_cast<U128>(0xffffffff) : kU128Max;
}
[[nodiscard]] constexpr std::string_view family_name(Family family) {
  return family == Family::ipv4 ? "IPv4" : "IPv6";
}

// The text of one address in a buffer of its own.
class IpText {
 public:
  [[nodiscard]] constexpr std::string_view view() const { return {characters_.data(), size_}; }
  constexpr void append(char c) {
    HERALD_CHECK(size_ < characters_.size());
    characters_[size_++] = c;
  }
  constexpr void append(std::string_view text) {
    for (const char c : text)
      append(c);
  }

 private:
  std::array<char, 46> characters_{};  // INET6_ADDRSTRLEN
  std::size_t size_ = 0;
};

class IpAddress {
 public:
  constexpr IpAddress() = default;  // 0.0.0.0
  [[nodiscard]] static constexpr IpAddress v4(std::uint32_t value) { return {Family::ipv4, value}; }
  [[nodiscard]] static constexpr IpAddress v6(U128 value) { return {Family::ipv6, value}; }
  // `value` must be within the family's number line.
  [[nodiscard]] static constexpr IpAddress of(Family family, U128 value) {
    HERALD_CHECK(value <= highest_value(family));
    return {family, value};
  }
  // 4 or 16 bytes in network order; nothing for any other length.
  [[nodiscard]] static std::optional<IpAddress> from_bytes(std::span<const std::uint8_t> bytes);
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] static constexpr IpAddress lowest(Family family) { return {family, 0}; }
  [[nodiscard]] static constexpr IpAddress highest(Family family) { return {family, highest_value(family)}; }

  [[nodiscard]] constexpr Family family() const { return family_; }
  [[nodiscard]] constexpr bool is_v4() const { return family_ == Family::ipv4; }
  [[nodiscard]] constexpr bool is_v6() const { return family_ == Family::ipv6; }
  [[nodiscard]] constexpr U128 value() const { return value_; }
  [[nodiscard]] constexpr int bits() const { return address_bits(family_); }

  // The neighbour on the number line; nothing beyond its ends.
  [[nodiscard]] constexpr std::optional<IpAddress> next() const {
    if (value_ == highest_value(family_)) return std::nullopt;
    return IpAddress(family_, value_ + 1);
  }
  [[nodiscard]] constexpr std::optional<IpAddress> previous() const {
    if (value_ == 0) return std::nullopt;
    return IpAddress(family_, value_ - 1);
  }

  // An IPv6 address that only wraps an IPv4 one (::ffff:0:0/96).
  [[nodiscard]] constexpr bool is_v4_mapped() const { return is_v6() && value_ >> 32 == 0xffff; }
  [[nodiscard]] constexpr bool is_multicast() const {
    return is_v4() ? value_ >> 28 == 0xe : value_ >> 120 == 0xff;
  }
  [[nodiscard]] constexpr bool is_loopback() const { return is_v4() ? value_ >> 24 == 127 : value_ == 1; }
  [[nodiscard]] constexpr bool is_unspecified() const { return value_ == 0; }
  [[nodiscard]] constexpr bool is_link_local() const {
    return is_v4() ? value_ >> 16 == 0xa9fe : value_ >> 118 == 0x3fa;  // 169.254/16, fe80::/10
  }

  // Network order; the first 4 of the 16 bytes for IPv4.
  [[nodiscard]] std::array<std::uint8_t, 16> bytes() const;
  [[nodiscard]] IpText text() const;
  [[nodiscard]] std::string to_string() const { return std::string(text().view()); }

  friend constexpr bool operator==(const IpAddress&, const IpAddress&) = default;
  friend constexpr std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) {
    if (a.family_ != b.family_) return a.family_ <=> b.family_;
    if (a.value_ == b.value_) return std::strong_ordering::equal;
    return a.value_ < b.value_ ? std::strong_ordering::less : std::strong_ordering::greater;
  }

 private:
  constexpr IpAddress(Family family, U128 value) : value_(value), family_(family) {}

  U128 value_ = 0;
  Family family_ = Family::ipv4;
};

}  // namespace herald::net

template <>
struct std::hash<herald::net::IpAddress> {
  std::size_t operator()(const herald::net::IpAddress& address) const;
};
