#include "core/bgp/nlri.h"

#include <algorithm>
#include <array>

namespace herald::bgp {

std::optional<Prefix> PrefixList::next(net::Family family, ByteReader& in) {
  const int length = in.u8();
  const int bits = net::address_bits(family);
  if (length > bits) return std::nullopt;
  const auto bytes = in.take(static_cast<std::size_t>(length + 7) / 8);
  if (!in.ok()) return std::nullopt;
  std::array<std::uint8_t, 16> whole{};
  std::ranges::copy(bytes, whole.begin());
  const auto address = net::IpAddress::from_bytes(std::span(whole).first(static_cast<std::size_t>(bits) / 8));
  return Prefix::make(*address, length);
}

Result<PrefixList, std::size_t> PrefixList::parse(net::Family family, std::span<const std::uint8_t> bytes) {
  PrefixList list;
  list.family_ = family;
  list.bytes_ = bytes;
  ByteReader in(bytes);
  while (in.remaining() > 0) {
    const std::size_t at = in.offset();
    if (!next(family, in)) return fail(at);
    ++list.size_;
  }
  return list;
}

void append_to(ByteWriter& out, const Prefix& prefix) {
  const auto bytes = prefix.address().bytes();
  out.u8(static_cast<std::uint8_t>(prefix.prefix_length()));
  out.append(std::span(bytes).first(encoded_size(prefix) - 1));
}

}  // namespace herald::bgp
