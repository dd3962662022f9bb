// A CIDR block. Host bits are masked away, so equal blocks compare equal however they were written.
#pragma once

#include "core/net/ip.h"
#include "core/net/ip_range.h"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace herald::net {

class Cidr {
 public:
  // Nothing when the length is negative or longer than the family's addresses.
  [[nodiscard]] static constexpr std::optional<Cidr> make(IpAddress address, int prefix_length) {
    if (prefix_length < 0 || prefix_length > address.bits()) return std::nullopt;
    return Cidr(address, prefix_length);
  }
  // "192.168.10.0/24"; the length is plain decimal without sign or leading zeros.
  [[nodiscard]] static std::optional<Cidr> parse(std::string_view text);

  [[nodiscard]] constexpr IpAddress address() const { return address_; }
  [[nodiscard]] constexpr int prefix_length() const { return prefix_length_; }
  [[nodiscard]] constexpr Family family() const { return address_.family(); }
  [[nodiscard]] constexpr IpRange range() const {
    return *IpRange::make(
        address_, IpAddress::of(family(), address_.value() | host_mask(address_.bits(), prefix_length_)));
  }
  [[nodiscard]] constexpr bool contains(IpAddress address) const { return range().contains(address); }

  [[nodiscard]] std::string to_string() const {
    return address_.to_string() + "/" + std::to_string(prefix_length_);
  }

  friend constexpr auto operator<=>(const Cidr&, const Cidr&) = default;

 private:
  constexpr Cidr(IpAddress address, int prefix_length)
      : address_(
            IpAddress::of(address.family(), address.value() & ~host_mask(address.bits(), prefix_length))),
        prefix_length_(prefix_length) {}

  // Shifting a 128-bit number by 128 is undefined, hence the two ends apart.
  [[nodiscard]] static constexpr U128 host_mask(int bits, int prefix_length) {
    const int host_bits = bits - prefix_length;
    if (host_bits == 0) return 0;
    return kU128Max >> (128 - host_bits);
  }

  IpAddress address_;
  int prefix_length_;
};

}  // namespace herald::net
