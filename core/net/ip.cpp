#include "core/net/ip.h"

#include "core/base/hash.h"

namespace herald::net {
namespace {

constexpr int kGroups = 8;  // 16-bit groups of an IPv6 address
using Groups = std::array<std::uint16_t, kGroups>;

// Takes "0".."255" without leading zeros from the front of `text`.
std::optional<std::uint32_t> take_octet(std::string_view& text) {
  std::uint32_t value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9' && digits < 3) {
    value = value * 10 + static_cast<std::uint32_t>(text[digits] - '0');
    ++digits;
  }
  const bool leading_zero = digits > 1 && text[0] == '0';
  if (digits == 0 || leading_zero || value > 255) return std::nullopt;
  text.remove_prefix(digits);
  return value;
}

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (text.empty() || text.front() != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    const auto octet = take_octet(text);
    if (!octet) return std::nullopt;
    value = value << 8 | *octet;
  }
  if (!text.empty()) return std::nullopt;
  return value;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a' + 10);
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A' + 10);
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return static_cast<std::uint16_t>(value);
}

// One side of "::" (or the whole text where there is none): groups separated by ':', of which the last may be
// a dotted quad. Returns how many groups it wrote, or nothing when the text is malformed.
std::optional<int> parse_side(std::string_view text, Groups& out) {
  if (text.empty()) return 0;
  int count = 0;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view piece = text.substr(0, colon);
    if (colon == std::string_view::npos && piece.find('.') != std::string_view::npos) {
      const auto quad = parse_v4(piece);
      if (!quad || count > kGroups - 2) return std::nullopt;
      out[static_cast<std::size_t>(count)] = static_cast<std::uint16_t>(*quad >> 16);
      out[static_cast<std::size_t>(count + 1)] = static_cast<std::uint16_t>(*quad & 0xffff);
      return count + 2;
    }
    const auto group = parse_group(piece);
    if (!group || count == kGroups) return std::nullopt;
    out[static_cast<std::size_t>(count++)] = *group;
    if (colon == std::string_view::npos) return count;
    text.remove_prefix(colon + 1);
  }
}

U128 fold(const Groups& groups, int first, int last) {
  U128 value = 0;
  for (int i = first; i < last; ++i)
    value = value << 16 | groups[static_cast<std::size_t>(i)];
  return value;
}

std::optional<U128> parse_v6(std::string_view text) {
  Groups left{};
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    const auto count = parse_side(text, left);
    if (!count || *count != kGroups) return std::nullopt;
    return fold(left, 0, kGroups);
  }
  Groups right{};
  const std::string_view head = text.substr(0, gap);
  if (head.find('.') != std::string_view::npos) return std::nullopt;  // a dotted quad may only end the text
  const auto left_count = parse_side(head, left);
  const auto right_count = parse_side(text.substr(gap + 2), right);
  if (!left_count || !right_count || *left_count + *right_count >= kGroups) return std::nullopt;
  const U128 high = fold(left, 0, kGroups);  // groups that were not written are zero
  return high | fold(right, 0, *right_count);
}

void append_decimal(IpText& out, std::uint32_t octet) {
  if (octet >= 100) out.append(static_cast<char>('0' + octet / 100));
  if (octet >= 10) out.append(static_cast<char>('0' + octet / 10 % 10));
  out.append(static_cast<char>('0' + octet % 10));
}

void append_v4(IpText& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    append_decimal(out, value >> shift & 0xff);
    if (shift > 0) out.append('.');
  }
}

void append_hex(IpText& out, std::uint16_t group) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const auto digit = static_cast<std::size_t>(group >> shift & 0xf);
    started = started || digit != 0 || shift == 0;
    if (started) out.append(kDigits[digit]);
  }
}

struct Run {
  int first = -1;
  int length = 0;
};

// RFC 5952 section 4.2: the longest run of two or more zero groups, the first of equals.
Run longest_zero_run(const Groups& groups) {
  Run best;
  Run current;
  for (int i = 0; i < kGroups; ++i) {
    if (groups[static_cast<std::size_t>(i)] != 0) {
      current = {};
      continue;
    }
    if (current.length == 0) current.first = i;
    ++current.length;
    if (current.length > best.length) best = current;
  }
  return best.length >= 2 ? best : Run{};
}

void append_v6(IpText& out, U128 value) {
  Groups groups{};
  for (int i = 0; i < kGroups; ++i) {
    groups[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(value >> (112 - 16 * i) & 0xffff);
  }
  const Run gap = longest_zero_run(groups);
  for (int i = 0; i < kGroups; ++i) {
    if (i == gap.first) {
      out.append("::");
      i += gap.length - 1;
      continue;
    }
    if (i > 0 && i != gap.first + gap.length) out.append(':');
    append_hex(out, groups[static_cast<std::size_t>(i)]);
  }
}

}  // namespace

std::optional<IpAddress> IpAddress::from_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.size() != 4 && bytes.size() != 16) return std::nullopt;
  U128 value = 0;
  for (const std::uint8_t byte : bytes)
    value = value << 8 | byte;
  return IpAddress(bytes.size() == 4 ? Family::ipv4 : Family::ipv6, value);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto value = parse_v4(text);
    if (!value) return std::nullopt;
    return v4(*value);
  }
  const auto value = parse_v6(text);
  if (!value) return std::nullopt;
  return v6(*value);
}

std::array<std::uint8_t, 16> IpAddress::bytes() const {
  std::array<std::uint8_t, 16> out{};
  const int width = bits() / 8;
  for (int i = 0; i < width; ++i) {
    out[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(value_ >> (8 * (width - 1 - i)) & 0xff);
  }
  return out;
}

IpText IpAddress::text() const {
  IpText out;
  if (is_v4()) {
    append_v4(out, static_cast<std::uint32_t>(value_));
  } else if (is_v4_mapped()) {
    out.append("::ffff:");  // RFC 5952 section 5
    append_v4(out, static_cast<std::uint32_t>(value_ & 0xffffffff));
  } else {
    append_v6(out, value_);
  }
  return out;
}

}  // namespace herald::net

std::size_t std::hash<herald::net::IpAddress>::operator()(const herald::net::IpAddress& address) const {
  const std::uint64_t halves =
      herald::hash_combine(herald::net::high_half(address.value()), herald::net::low_half(address.value()));
  return static_cast<std::size_t>(halves ^ static_cast<std::uint64_t>(address.family()));
}
