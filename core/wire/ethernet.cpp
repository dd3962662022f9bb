#include "core/wire/ethernet.h"

#include "core/base/check.h"
#include "core/wire/addresses.h"

namespace herald::wire {
namespace {

constexpr std::uint16_t kMaxVlanId = 0x0fff;
constexpr std::uint8_t kMaxPriority = 7;

VlanTag vlan_tag(std::uint16_t control) {
  return {.priority = static_cast<std::uint8_t>(control >> 13),
          .drop_eligible = (control & 0x1000) != 0,
          .id = static_cast<std::uint16_t>(control & kMaxVlanId)};
}

std::uint16_t control_of(const VlanTag& tag) {
  HERALD_CHECK(tag.id <= kMaxVlanId && tag.priority <= kMaxPriority);
  return static_cast<std::uint16_t>(tag.priority << 13 | (tag.drop_eligible ? 0x1000 : 0) | tag.id);
}

}  // namespace

Result<EthernetHeader, ParseError> EthernetHeader::parse(std::span<const std::uint8_t> frame) {
  ByteReader reader(frame);
  EthernetHeader header;
  header.destination = read_mac(reader);
  header.source = read_mac(reader);
  header.type = reader.u16();
  if (header.type == kEtherTypeVlan) {
    header.vlan = vlan_tag(reader.u16());
    header.type = reader.u16();
  }
  if (!reader.ok()) return fail(ParseError{reader.offset(), ParseReason::truncated});
  return header;
}

void EthernetHeader::append_to(ByteWriter& out) const {
  append(out, destination);
  append(out, source);
  if (vlan) {
    out.u16(kEtherTypeVlan);
    out.u16(control_of(*vlan));
  }
  out.u16(type);
}

}  // namespace herald::wire
