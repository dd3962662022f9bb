// The attributes behind a netlink message's header (netlink(7)): type, length, value, each padded to four
// bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <optional>
#include <span>
#include <string>

namespace herald::speaker::io::rtnetlink {

using Bytes = std::span<const std::uint8_t>;

// A structure of the kernel's off the front of `bytes`, which need not be aligned.
template <class Structure>
[[nodiscard]] std::optional<Structure> take_structure(Bytes& bytes) {
  if (bytes.size() < sizeof(Structure)) return std::nullopt;
  Structure taken;
  std::memcpy(&taken, bytes.data(), sizeof(taken));
  const std::size_t padded = (sizeof(Structure) + 3) / 4 * 4;
  bytes = bytes.subspan(padded < bytes.size() ? padded : bytes.size());
  return taken;
}

class Attributes {
 public:
  explicit Attributes(Bytes bytes) : bytes_(bytes) {}

  // Of attributes that come twice the first counts.
  [[nodiscard]] std::optional<Bytes> find(std::uint16_t type) const {
    for (Bytes rest = bytes_; rest.size() >= sizeof(rtattr);) {
      rtattr header;
      std::memcpy(&header, rest.data(), sizeof(header));
      if (header.rta_len < sizeof(header) || header.rta_len > rest.size()) return std::nullopt;
      constexpr auto kTypeBits = static_cast<std::uint16_t>(~(NLA_F_NESTED | NLA_F_NET_BYTEORDER));
      if ((header.rta_type & kTypeBits) == type)
        return rest.subspan(sizeof(header), header.rta_len - sizeof(header));
      const std::size_t padded = (static_cast<std::size_t>(header.rta_len) + 3) / 4 * 4;
      rest = rest.subspan(padded < rest.size() ? padded : rest.size());
    }
    return std::nullopt;
  }

  template <class Number>
  [[nodiscard]] std::optional<Number> number(std::uint16_t type) const {
    const auto value = find(type);
    if (!value || value->size() < sizeof(Number)) return std::nullopt;
    Number number;
    std::memcpy(&number, value->data(), sizeof(number));
    return number;
  }

  [[nodiscard]] std::string text(std::uint16_t type) const {
    const auto value = find(type);
    if (!value) return {};
    const auto* const characters = reinterpret_cast<const char*>(value->data());
    return {characters, ::strnlen(characters, value->size())};
  }

 private:
  Bytes bytes_;
};

}  // namespace herald::speaker::io::rtnetlink
