// One entry of an address list, as an operator writes it: a CIDR block or "first-last". Remembers which,
// because only a CIDR has a network and a broadcast address, and so that configuration prints back as it was
// written.
#pragma once

#include "core/net/cidr.h"
#include "core/net/ip_range.h"

#include <compare>
#include <string>
#include <variant>

namespace herald::net {

class AddressBlock {
 public:
  explicit constexpr AddressBlock(Cidr cidr) : form_(cidr) {}
  explicit constexpr AddressBlock(IpRange range) : form_(range) {}

  [[nodiscard]] constexpr IpRange range() const {
    const auto* const cidr = std::get_if<Cidr>(&form_);
    return cidr != nullptr ? cidr->range() : std::get<IpRange>(form_);
  }
  [[nodiscard]] constexpr const Cidr* cidr() const { return std::get_if<Cidr>(&form_); }  // null for a range
  [[nodiscard]] constexpr Family family() const { return range().family(); }

  [[nodiscard]] std::string to_string() const {
    return cidr() != nullptr ? cidr()->to_string() : range().to_string();
  }

  friend constexpr auto operator<=>(const AddressBlock&, const AddressBlock&) = default;

 private:
  std::variant<Cidr, IpRange> form_;
};

}  // namespace herald::net
