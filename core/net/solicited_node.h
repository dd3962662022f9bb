// The solicited-node multicast group of an IPv6 address (RFC 4291 section 2.7.1) and the Ethernet address
// that IPv6 multicast maps to (RFC 2464 section 7): where neighbour solicitations for the address arrive.
#pragma once

#include "core/base/check.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

namespace herald::net {

// ff02::1:ffXX:XXXX with the low 24 bits of `address`, which must be IPv6.
[[nodiscard]] constexpr IpAddress solicited_node(IpAddress address) {
  HERALD_CHECK(address.is_v6());
  constexpr U128 kGroup = make_u128(0xff02000000000000ULL, 0x00000001ff000000ULL);
  return IpAddress::v6(kGroup | (address.value() & 0xffffff));
}

// 33:33 followed by the low 32 bits of the multicast address, which must be IPv6: IPv4 maps otherwise (RFC
// 1112).
[[nodiscard]] constexpr MacAddress multicast_mac(IpAddress group) {
  HERALD_CHECK(group.is_v6() && group.is_multicast());
  const auto low = static_cast<std::uint32_t>(group.value() & 0xffffffff);
  return MacAddress({0x33, 0x33, static_cast<std::uint8_t>(low >> 24),
                     static_cast<std::uint8_t>(low >> 16 & 0xff), static_cast<std::uint8_t>(low >> 8 & 0xff),
                     static_cast<std::uint8_t>(low & 0xff)});
}

}  // namespace herald::net
