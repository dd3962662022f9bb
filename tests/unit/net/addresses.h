// Addresses for tests: short to write down, or drawn at random so that the awkward shapes come often.
#pragma once

#include "core/base/check.h"
#include "core/base/random.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "core/net/ip_range.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace herald::net {

inline IpAddress ip(std::string_view text) {
  const auto address = IpAddress::parse(text);
  HERALD_CHECK(address.has_value());
  return *address;
}

inline IpRange range(std::string_view first, std::string_view last) {
  const auto made = IpRange::make(ip(first), ip(last));
  HERALD_CHECK(made.has_value());
  return *made;
}

inline Cidr cidr(std::string_view text) {
  const auto block = Cidr::parse(text);
  HERALD_CHECK(block.has_value());
  return *block;
}

template <class T, std::size_t N>
T one_of(Random& random, const std::array<T, N>& choices) {
  return choices[static_cast<std::size_t>(random.below(N))];
}

inline IpAddress random_v4(Random& random) {
  if (random.chance(1, 4)) return IpAddress::v4(static_cast<std::uint32_t>(random.next()));
  constexpr std::array<std::uint32_t, 10> kOctets{0, 1, 9, 10, 99, 100, 127, 199, 200, 255};
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i)
    value = value << 8 | one_of(random, kOctets);
  return IpAddress::v4(value);
}

// Eight groups, of which each may be zero: every zero run at every position comes up.
inline IpAddress random_groups(Random& random) {
  constexpr std::array<std::uint16_t, 9> kGroups{1, 0xf, 0x10, 0xff, 0x100, 0xfff, 0x1000, 0xabcd, 0xffff};
  const std::uint64_t present = random.next();
  U128 value = 0;
  for (int i = 0; i < 8; ++i) {
    const U128 group = (present >> i & 1) != 0 ? one_of(random, kGroups) : std::uint16_t{0};
    value = value << 16 | group;
  }
  return IpAddress::v6(value);
}

inline IpAddress random_v6(Random& random) {
  constexpr U128 kMapped = U128{0xffff} << 32;
  switch (random.below(8)) {
    case 0:
      return IpAddress::v6(make_u128(random.next(), random.next()));
    case 1:
      return IpAddress::v6(kMapped | random_v4(random).value());
    case 2:
      return IpAddress::v6(random_v4(random).value());
    case 3:
      return IpAddress::v6(random.below(3));
    case 4:
      return IpAddress::v6(kU128Max - random.below(3));
    default:
      return random_groups(random);
  }
}

inline IpAddress random_address(Random& random) {
  return random.chance(1, 2) ? random_v4(random) : random_v6(random);
}

}  // namespace herald::net
