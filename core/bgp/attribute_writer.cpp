#include "core/bgp/attribute_writer.h"

#include "core/bgp/as_path.h"

#include <vector>

namespace herald::bgp {
namespace {

bool is_wide(Asn asn) {
  return asn.value() > 0xffff;
}

void append_as_path(ByteWriter& out, AttributeType type, std::uint8_t flags, const AsPath& path,
                    AsnWidth width) {
  std::vector<std::uint8_t> value;
  ByteWriter writer(value);
  append_to(writer, path, width);
  append_attribute_header(out, flags, type, value.size());
  out.append(value);
}

void append_u32(ByteWriter& out, std::uint8_t flags, AttributeType type, std::uint32_t value) {
  append_attribute_header(out, flags, type, 4);
  out.u32(value);
}

void append_aggregator(ByteWriter& out, const Aggregator& aggregator, bool four_octets) {
  append_attribute_header(out, kOptionalTransitive, AttributeType::aggregator, four_octets ? 8 : 6);
  if (four_octets) {
    out.u32(aggregator.asn.value());
  } else {
    out.u16(static_cast<std::uint16_t>(is_wide(aggregator.asn) ? kAsTrans.value() : aggregator.asn.value()));
  }
  out.u32(aggregator.speaker.value());
}

void append_communities(ByteWriter& out, const std::vector<Community>& communities) {
  if (communities.empty()) return;
  append_attribute_header(out, kOptionalTransitive, AttributeType::communities, communities.size() * 4);
  for (const Community community : communities)
    out.u32(community.value());
}

void append_extended_communities(ByteWriter& out, const std::vector<ExtendedCommunity>& communities) {
  if (communities.empty()) return;
  append_attribute_header(out, kOptionalTransitive, AttributeType::extended_communities,
                          communities.size() * 8);
  for (const ExtendedCommunity community : communities)
    out.u64(community.value());
}

void append_large_communities(ByteWriter& out, const std::vector<LargeCommunity>& communities) {
  if (communities.empty()) return;
  append_attribute_header(out, kOptionalTransitive, AttributeType::large_communities,
                          communities.size() * 12);
  for (const LargeCommunity& community : communities) {
    out.u32(community.global);
    out.u32(community.local1);
    out.u32(community.local2);
  }
}

// What two octets could not say (RFC 6793 section 4.2.2).
void append_as4(ByteWriter& out, const PathAttributes& attributes) {
  if (needs_four_octets(attributes.as_path)) {
    append_as_path(out, AttributeType::as4_path, kOptionalTransitive, attributes.as_path, AsnWidth::four);
  }
  if (!attributes.aggregator || !is_wide(attributes.aggregator->asn)) return;
  append_attribute_header(out, kOptionalTransitive, AttributeType::as4_aggregator, 8);
  out.u32(attributes.aggregator->asn.value());
  out.u32(attributes.aggregator->speaker.value());
}

}  // namespace

void append_attribute_header(ByteWriter& out, std::uint8_t flags, AttributeType type, std::size_t size) {
  const bool wide = attribute_header_size(size) == 4;
  out.u8(wide ? flags | kExtendedLength : flags);
  out.u8(static_cast<std::uint8_t>(type));
  if (wide) {
    out.u16(static_cast<std::uint16_t>(size));
  } else {
    out.u8(static_cast<std::uint8_t>(size));
  }
}

void append_attributes(ByteWriter& out, const PathAttributes& attributes, AttributeStyle style) {
  append_attribute_header(out, kWellKnown, AttributeType::origin, 1);
  out.u8(static_cast<std::uint8_t>(attributes.origin));
  append_as_path(out, AttributeType::as_path, kWellKnown, attributes.as_path,
                 style.four_octet_asns ? AsnWidth::four : AsnWidth::two);
  if (style.next_hop) {
    append_u32(out, kWellKnown, AttributeType::next_hop,
               static_cast<std::uint32_t>(attributes.next_hop.address.value()));
  }
  if (attributes.med) append_u32(out, kOptionalNonTransitive, AttributeType::med, *attributes.med);
  if (attributes.local_pref) append_u32(out, kWellKnown, AttributeType::local_pref, *attributes.local_pref);
  if (attributes.atomic_aggregate)
    append_attribute_header(out, kWellKnown, AttributeType::atomic_aggregate, 0);
  if (attributes.aggregator) append_aggregator(out, *attributes.aggregator, style.four_octet_asns);
  append_communities(out, attributes.communities);
  append_extended_communities(out, attributes.extended_communities);
  if (!style.four_octet_asns) append_as4(out, attributes);
  append_large_communities(out, attributes.large_communities);
}

}  // namespace herald::bgp
