// The Ethernet II header (RFC 894, RFC 2464 section 3), with one IEEE 802.1Q tag where there is one.
// A tag is reported, not judged: a frame of another VLAN parses, and its reader decides to leave it alone. Of
// stacked tags the second is the type that the header reports, so that nothing behind it is taken for ARP or
// IPv6; so is the length field of an IEEE 802.3 frame (below 0x0600).
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/net/mac.h"
#include "core/wire/parse_error.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::wire {

inline constexpr std::uint16_t kEtherTypeArp = 0x0806;
inline constexpr std::uint16_t kEtherTypeVlan = 0x8100;
inline constexpr std::uint16_t kEtherTypeIpv6 = 0x86dd;

// IEEE 802.1Q-2018 section 9.6.
struct VlanTag {
  std::uint8_t priority = 0;  // 0 to 7
  bool drop_eligible = false;
  std::uint16_t id = 0;  // 0 to 4095

  friend constexpr bool operator==(const VlanTag&, const VlanTag&) = default;
};

struct EthernetHeader {
  net::MacAddress destination;
  net::MacAddress source;
  std::optional<VlanTag> vlan;
  std::uint16_t type = 0;

  [[nodiscard]] static Result<EthernetHeader, ParseError> parse(std::span<const std::uint8_t> frame);
  void append_to(ByteWriter& out) const;

  // Where the payload begins.
  [[nodiscard]] constexpr std::size_t size() const { return vlan ? 18 : 14; }
  // Whether the frame belongs to the VLAN of the interface itself: VLAN 0 carries a priority and nothing
  // else.
  [[nodiscard]] constexpr bool is_untagged() const { return !vlan || vlan->id == 0; }

  friend constexpr bool operator==(const EthernetHeader&, const EthernetHeader&) = default;
};

}  // namespace herald::wire
