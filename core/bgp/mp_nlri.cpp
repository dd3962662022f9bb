#include "core/bgp/mp_nlri.h"

namespace herald::bgp {
namespace {

constexpr std::size_t kIpv4Size = 4;
constexpr std::size_t kIpv6Size = 16;

AfiSafi read_family(ByteReader& in) {
  AfiSafi family;
  family.afi = in.u16();
  family.safi = in.u8();
  return family;
}

std::optional<NextHop> read_ipv6_next_hop(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != kIpv6Size && bytes.size() != 2 * kIpv6Size) return std::nullopt;
  NextHop hop{*net::IpAddress::from_bytes(bytes.first(kIpv6Size)), std::nullopt};
  if (bytes.size() == kIpv6Size) return hop;
  const auto second = *net::IpAddress::from_bytes(bytes.last(kIpv6Size));
  if (second.is_link_local()) hop.link_local = second;  // some send zeros, or the global one again
  return hop;
}

std::optional<NextHop> read_next_hop(net::Family family, std::span<const std::uint8_t> bytes,
                                     bool extended_next_hop) {
  if (family == net::Family::ipv6) return read_ipv6_next_hop(bytes);
  if (bytes.size() == kIpv4Size) return NextHop{*net::IpAddress::from_bytes(bytes), std::nullopt};
  return extended_next_hop ? read_ipv6_next_hop(bytes) : std::nullopt;
}

Result<PrefixList, MpError> read_prefixes(AfiSafi family, ByteReader& in) {
  const std::size_t at = in.offset();
  const auto bytes = in.take(in.remaining());
  const auto known = unicast_family(family);
  if (!known) return PrefixList();
  auto list = PrefixList::parse(*known, bytes);
  if (!list) return fail(MpError{family, at + list.error()});
  return *list;
}

}  // namespace

Result<MpReach, MpError> parse_mp_reach(std::span<const std::uint8_t> value, bool extended_next_hop) {
  constexpr std::size_t kNextHopSizeAt = 3;
  ByteReader in(value);
  MpReach reach;
  reach.family = read_family(in);
  if (!in.ok()) return fail(MpError{std::nullopt, 0});
  const auto next_hop_bytes = in.take(in.u8());
  in.u8();  // reserved
  if (!in.ok()) return fail(MpError{reach.family, kNextHopSizeAt});
  if (const auto known = unicast_family(reach.family)) {
    const auto next_hop = read_next_hop(*known, next_hop_bytes, extended_next_hop);
    if (!next_hop) return fail(MpError{reach.family, kNextHopSizeAt});
    reach.next_hop = *next_hop;
  }
  const auto prefixes = read_prefixes(reach.family, in);
  if (!prefixes) return fail(prefixes.error());
  reach.prefixes = *prefixes;
  return reach;
}

Result<MpUnreach, MpError> parse_mp_unreach(std::span<const std::uint8_t> value) {
  ByteReader in(value);
  MpUnreach unreach;
  unreach.family = read_family(in);
  if (!in.ok()) return fail(MpError{std::nullopt, 0});
  unreach.end_of_rib = in.remaining() == 0;
  const auto prefixes = read_prefixes(unreach.family, in);
  if (!prefixes) return fail(prefixes.error());
  unreach.prefixes = *prefixes;
  return unreach;
}

std::size_t mp_reach_head_size(const NextHop& next_hop) {
  const std::size_t addresses = next_hop.address.is_v4() ? kIpv4Size
                                : next_hop.link_local    ? 2 * kIpv6Size
                                                         : kIpv6Size;
  return 3 + 1 + addresses + 1;
}

void append_mp_reach_head(ByteWriter& out, AfiSafi family, const NextHop& next_hop) {
  out.u16(family.afi);
  out.u8(family.safi);
  const std::size_t addresses = mp_reach_head_size(next_hop) - 5;
  out.u8(static_cast<std::uint8_t>(addresses));
  const auto address = next_hop.address.bytes();
  out.append(std::span(address).first(next_hop.address.is_v4() ? kIpv4Size : kIpv6Size));
  if (addresses > kIpv6Size) out.append(next_hop.link_local->bytes());
  out.u8(0);  // reserved
}

void append_mp_unreach_head(ByteWriter& out, AfiSafi family) {
  out.u16(family.afi);
  out.u8(family.safi);
}

}  // namespace herald::bgp
