// AS_PATH and AS4_PATH (RFC 4271 sections 4.3 and 5.1.2, RFC 6793): segments of a type, a count and AS
// numbers of two or four bytes.
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/types.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace herald::bgp {

enum class AsnWidth : std::uint8_t { two = 2, four = 4 };

// Nothing when the path is malformed (RFC 7606 section 7.2): an unknown segment type, an empty segment, one
// that overruns the value, AS 0 (RFC 7607), or a confederation's segments: Herald belongs to none (RFC 5065
// section 5).
[[nodiscard]] std::optional<AsPath> parse_as_path(std::span<const std::uint8_t> value, AsnWidth width);

// Segments of more than 255 AS numbers are split; with two bytes wide ones become AS_TRANS.
void append_to(ByteWriter& out, const AsPath& path, AsnWidth width);

// Whether two bytes are too few for some AS number in it.
[[nodiscard]] bool needs_four_octets(const AsPath& path);

// How long a path is when routes are compared: a set counts as one.
[[nodiscard]] std::size_t path_length(const AsPath& path);

// What a peer with two bytes could not say, put back (RFC 6793 section 4.2.3): the end of the path is taken
// from AS4_PATH, the beginning, added by speakers that do not know it, from AS_PATH.
[[nodiscard]] AsPath merge_as4(const AsPath& path, const AsPath& as4_path);

}  // namespace herald::bgp
