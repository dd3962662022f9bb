#include "core/bgp/link_bandwidth.h"

#include <bit>
#include <limits>

namespace herald::bgp {
namespace {

// The first byte: an AS number of two bytes follows; 0x40 when other ASes shall not see it.
constexpr std::uint64_t kTransitiveTwoOctetAs = 0x00;
constexpr std::uint64_t kNonTransitiveTwoOctetAs = 0x40;
constexpr std::uint64_t kLinkBandwidth = 0x04;  // the second byte

static_assert(std::numeric_limits<float>::is_iec559);

}  // namespace

LinkBandwidth link_bandwidth(Asn asn, float bytes_per_second) {
  constexpr std::uint32_t kWidest = 0xffff;
  const Asn shown = asn.value() > kWidest ? kAsTrans : asn;
  return {.asn = static_cast<std::uint16_t>(shown.value()), .bytes_per_second = bytes_per_second};
}

ExtendedCommunity extended_community(const LinkBandwidth& bandwidth) {
  const std::uint64_t type = bandwidth.transitive ? kTransitiveTwoOctetAs : kNonTransitiveTwoOctetAs;
  return ExtendedCommunity(type << 56 | kLinkBandwidth << 48 |
                           static_cast<std::uint64_t>(bandwidth.asn) << 32 |
                           std::bit_cast<std::uint32_t>(bandwidth.bytes_per_second));
}

std::optional<LinkBandwidth> as_link_bandwidth(ExtendedCommunity community) {
  const std::uint64_t type = community.value() >> 56;
  if (type != kTransitiveTwoOctetAs && type != kNonTransitiveTwoOctetAs) return std::nullopt;
  if ((community.value() >> 48 & 0xff) != kLinkBandwidth) return std::nullopt;
  return LinkBandwidth{
      .asn = static_cast<std::uint16_t>(community.value() >> 32 & 0xffff),
      .bytes_per_second = std::bit_cast<float>(static_cast<std::uint32_t>(community.value() & 0xffffffff)),
      .transitive = type == kTransitiveTwoOctetAs};
}

}  // namespace herald::bgp
