// Bytes as the tests of BGP write them: pieces, named where they stand, that are joined.
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/attribute.h"
#include "core/bgp/message.h"
#include "core/net/cidr.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace herald::bgp {

using Bytes = std::vector<std::uint8_t>;

inline Bytes joined(std::initializer_list<Bytes> pieces) {
  Bytes all;
  for (const Bytes& piece : pieces)
    all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

inline Bytes two_octets(std::size_t value) {
  return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value & 0xff)};
}

inline Bytes marker() {
  return Bytes(16, 0xff);
}

// A message with a correct header.
inline Bytes message(std::uint8_t type, const Bytes& body) {
  return joined({marker(), two_octets(kHeaderSize + body.size()), {type}, body});
}

// The body of a message that is whole.
inline Bytes body_of(const Bytes& message) {
  return {message.begin() + kHeaderSize, message.end()};
}

// What append_to() writes for a value.
template <class Value>
Bytes bytes_of(const Value& value) {
  Bytes bytes;
  ByteWriter out(bytes);
  append_to(out, value);
  return bytes;
}

// A path attribute whose length is right; in two bytes when `flags` say so.
inline Bytes attribute(std::uint8_t flags, AttributeType type, const Bytes& value) {
  const auto number = static_cast<std::uint8_t>(type);
  const bool wide = (flags & kExtendedLength) != 0;
  const Bytes length = wide ? two_octets(value.size()) : Bytes{static_cast<std::uint8_t>(value.size())};
  return joined({{flags, number}, length, value});
}

// The body of an UPDATE whose lengths are right.
inline Bytes update_body(const Bytes& withdrawn, const Bytes& attributes, const Bytes& announced) {
  return joined(
      {two_octets(withdrawn.size()), withdrawn, two_octets(attributes.size()), attributes, announced});
}

inline net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

inline Prefix prefix(std::string_view text) {
  return net::Cidr::parse(text).value();
}

inline std::vector<Prefix> prefixes(std::initializer_list<std::string_view> texts) {
  std::vector<Prefix> list;
  for (const std::string_view text : texts)
    list.push_back(prefix(text));
  return list;
}

}  // namespace herald::bgp
