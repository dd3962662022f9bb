// How addresses stand on the wire: their bytes in network order. Reading from a reader that ran out gives the
// zero address, as all its reads give zero.
#pragma once

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/net/ip.h"
#include "core/net/mac.h"

#include <algorithm>
#include <cstddef>

namespace herald::wire {

inline constexpr std::size_t kMacSize = 6;
inline constexpr std::size_t kIpv4Size = 4;
inline constexpr std::size_t kIpv6Size = 16;

[[nodiscard]] inline net::MacAddress read_mac(ByteReader& reader) {
  net::MacAddress::Bytes bytes{};
  std::ranges::copy(reader.take(kMacSize), bytes.begin());
  return net::MacAddress(bytes);
}

[[nodiscard]] inline net::IpAddress read_ipv4(ByteReader& reader) {
  return net::IpAddress::v4(reader.u32());
}

[[nodiscard]] inline net::IpAddress read_ipv6(ByteReader& reader) {
  return net::IpAddress::from_bytes(reader.take(kIpv6Size)).value_or(net::IpAddress::v6(0));
}

inline void append(ByteWriter& out, const net::MacAddress& mac) {
  out.append(mac.bytes());
}

// `family` says what the field holds; an address of the other family there is a bug of the caller.
inline void append(ByteWriter& out, net::IpAddress address, net::Family family) {
  HERALD_CHECK(address.family() == family);
  const auto bytes = address.bytes();
  out.append(std::span(bytes).first(address.is_v4() ? kIpv4Size : kIpv6Size));
}

}  // namespace herald::wire
