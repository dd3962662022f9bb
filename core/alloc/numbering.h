// A number line for the addresses of one pool on which those it never hands out for their last octet (".0"
// and
// ".255", `avoid-buggy-ips`) do not exist, so that a /8 without them is still one run and counts by
// arithmetic. A position is written as an IpAddress because the range set serves it as it is; where nothing
// is left out, position and address are the same.
#pragma once

#include "core/net/ip.h"
#include "core/net/ip_range.h"

#include <cstdint>
#include <optional>

namespace herald::alloc {

class Numbering {
 public:
  explicit constexpr Numbering(bool avoid_buggy_ips) : avoid_(avoid_buggy_ips) {}

  [[nodiscard]] constexpr bool has(net::IpAddress address) const {
    return !squeezes(address) || (octet(address) != 0 && octet(address) != 255);
  }

  // `address` must be on the line. 10.0.1.1 comes right after 10.0.0.254: 254 positions for each 256
  // addresses.
  [[nodiscard]] constexpr net::IpAddress position(net::IpAddress address) const {
    if (!squeezes(address)) return address;
    return net::IpAddress::of(net::Family::ipv4, (address.value() >> 8) * 254 + octet(address) - 1);
  }
  [[nodiscard]] constexpr net::IpAddress address(net::IpAddress position) const {
    if (!squeezes(position)) return position;
    const net::U128 value = position.value();
    return net::IpAddress::of(net::Family::ipv4, (value / 254) << 8 | (value % 254 + 1));
  }

  // The positions of a whole run; nothing when all of it is left out.
  [[nodiscard]] constexpr std::optional<net::IpRange> positions(const net::IpRange& run) const {
    std::optional<net::IpAddress> first = run.first();
    std::optional<net::IpAddress> last = run.last();
    while (first && !has(*first))
      first = first->next();
    while (last && !has(*last))
      last = last->previous();
    if (!first || !last || *last < *first) return std::nullopt;
    return net::IpRange::make(position(*first), position(*last));
  }

 private:
  [[nodiscard]] constexpr bool squeezes(net::IpAddress address) const { return avoid_ && address.is_v4(); }
  [[nodiscard]] static constexpr std::uint8_t octet(net::IpAddress address) {
    return static_cast<std::uint8_t>(address.value() & 0xff);
  }

  bool avoid_;
};

}  // namespace herald::alloc
