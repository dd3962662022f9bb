#include "core/bgp/as_path.h"

#include <algorithm>

namespace herald::bgp {
namespace {

constexpr std::size_t kLongestSegment = 255;
constexpr std::uint32_t kWidestTwoOctets = 0xffff;

using Kind = AsSegment::Kind;

bool is_valid(Kind kind) {
  return kind == Kind::set || kind == Kind::sequence;
}

bool is_wide(Asn asn) {
  return asn.value() > kWidestTwoOctets;
}

std::uint16_t two_octets(Asn asn) {
  return static_cast<std::uint16_t>(is_wide(asn) ? kAsTrans.value() : asn.value());
}

std::optional<AsSegment> parse_segment(ByteReader& in, AsnWidth width) {
  AsSegment segment;
  segment.kind = static_cast<Kind>(in.u8());
  const std::size_t count = in.u8();
  if (!is_valid(segment.kind) || count == 0) return std::nullopt;
  // Before anything is allocated.
  if (in.remaining() < count * static_cast<std::size_t>(width)) return std::nullopt;
  segment.asns.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Asn asn(width == AsnWidth::four ? in.u32() : in.u16());
    if (asn.value() == 0) return std::nullopt;
    segment.asns.push_back(asn);
  }
  return segment;
}

void append_segment(ByteWriter& out, Kind kind, std::span<const Asn> asns, AsnWidth width) {
  out.u8(static_cast<std::uint8_t>(kind));
  out.u8(static_cast<std::uint8_t>(asns.size()));
  for (const Asn asn : asns) {
    if (width == AsnWidth::four) {
      out.u32(asn.value());
    } else {
      out.u16(two_octets(asn));
    }
  }
}

// The first `length` of a path, counted as path_length() does.
AsPath beginning(const AsPath& path, std::size_t length) {
  AsPath first;
  for (const AsSegment& segment : path) {
    if (length == 0) break;
    if (segment.kind == Kind::set) {
      first.push_back(segment);
      --length;
      continue;
    }
    const std::size_t taken = std::min(length, segment.asns.size());
    first.push_back({segment.kind, {segment.asns.begin(), segment.asns.begin() + static_cast<long>(taken)}});
    length -= taken;
  }
  return first;
}

}  // namespace

std::optional<AsPath> parse_as_path(std::span<const std::uint8_t> value, AsnWidth width) {
  AsPath path;
  ByteReader in(value);
  while (in.remaining() > 0) {
    auto segment = parse_segment(in, width);
    if (!segment) return std::nullopt;
    path.push_back(std::move(*segment));
  }
  return path;
}

void append_to(ByteWriter& out, const AsPath& path, AsnWidth width) {
  for (const AsSegment& segment : path) {
    for (auto rest = std::span(segment.asns); !rest.empty();) {
      const auto part = rest.first(std::min(rest.size(), kLongestSegment));
      append_segment(out, segment.kind, part, width);
      rest = rest.subspan(part.size());
    }
  }
}

bool needs_four_octets(const AsPath& path) {
  return std::ranges::any_of(
      path, [](const AsSegment& segment) { return std::ranges::any_of(segment.asns, is_wide); });
}

std::size_t path_length(const AsPath& path) {
  std::size_t length = 0;
  for (const AsSegment& segment : path)
    length += segment.kind == Kind::set ? 1 : segment.asns.size();
  return length;
}

AsPath merge_as4(const AsPath& path, const AsPath& as4_path) {
  const std::size_t known = path_length(as4_path);
  const std::size_t whole = path_length(path);
  if (whole < known) return path;  // nonsense: it is to be ignored
  AsPath merged = beginning(path, whole - known);
  for (const AsSegment& segment : as4_path) {
    const bool continues =
        !merged.empty() && merged.back().kind == Kind::sequence && segment.kind == Kind::sequence;
    if (continues) {
      merged.back().asns.insert(merged.back().asns.end(), segment.asns.begin(), segment.asns.end());
    } else {
      merged.push_back(segment);
    }
  }
  return merged;
}

}  // namespace herald::bgp
