// The path attributes of an outbound UPDATE, in the order of their types (RFC 4271 section 5), but for
// MP_REACH_NLRI, which holds prefixes and goes before them all (update_packer.h).
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/attribute.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>

namespace herald::bgp {

// `next_hop` says whether NEXT_HOP is among them: it belongs to the classic prefixes alone. With two-octet
// AS numbers AS4_PATH and AS4_AGGREGATOR come along when they say more.
struct AttributeStyle {
  bool next_hop = true;
  bool four_octet_asns = true;
};

// A list longer than 65535 bytes has lengths that are cut, and fits into no message anyway.
void append_attributes(ByteWriter& out, const PathAttributes& attributes, AttributeStyle style);

// Flags, type and length; the length takes two bytes when it must.
void append_attribute_header(ByteWriter& out, std::uint8_t flags, AttributeType type, std::size_t size);
[[nodiscard]] constexpr std::size_t attribute_header_size(std::size_t value_size) {
  return value_size > 0xff ? 4 : 3;
}

}  // namespace herald::bgp
