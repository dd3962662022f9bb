#include "config/network_readers.h"

#include "config/readers.h"

#include <algorithm>
#include <array>

namespace herald::config {
namespace {

using net::AddressBlock;
using net::Cidr;
using net::IpAddress;
using net::IpRange;

// Trims what stands around the "-" of a range.
std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Why a text is not an address, and what to write.
std::string not_an_address(std::string_view text) {
  if (text.find('/') != std::string_view::npos) {
    return shown(text) + " is a block of addresses; write a single one without \"/\"";
  }
  if (text.find('%') != std::string_view::npos) {
    return shown(text) + " has a zone; leave out what follows the \"%\", and set the key \"interface\"";
  }
  return shown(text) + " is not an IP address; write one like 192.0.2.1 or 2001:db8::1";
}

std::string unwrapped(IpAddress address) {
  return IpAddress::v4(static_cast<std::uint32_t>(address.value() & 0xffffffff)).to_string();
}

std::optional<AddressBlock> read_range(const Cursor& at, std::string_view text, std::size_t dash) {
  const std::string_view sides[] = {trimmed(text.substr(0, dash)), trimmed(text.substr(dash + 1))};
  std::array<std::optional<IpAddress>, 2> ends;
  for (std::size_t i = 0; i < 2; ++i) {
    ends[i] = IpAddress::parse(sides[i]);
    if (ends[i]) continue;
    at.error(shown(text) + " is not a range, because " + shown(sides[i]) +
             " is not an IP address; write first-last");
    return std::nullopt;
  }
  if (ends[0]->family() != ends[1]->family()) {
    at.error(shown(text) + " goes from one address family to the other; write one range for each");
    return std::nullopt;
  }
  const auto range = IpRange::make(*ends[0], *ends[1]);
  if (!range) {
    at.error(std::string(text) + " runs backwards; write the lower address first");
    return std::nullopt;
  }
  return AddressBlock(*range);
}

std::optional<AddressBlock> read_cidr(const Cursor& at, std::string_view text) {
  if (const auto cidr = Cidr::parse(text)) return AddressBlock(*cidr);
  const std::string_view address_text = text.substr(0, text.find('/'));
  const auto address = IpAddress::parse(address_text);
  if (!address) {
    at.error(shown(text) +
             " is neither a CIDR block nor a range; write 192.0.2.0/24 or 192.0.2.10-192.0.2.20");
  } else if (address_text.size() == text.size()) {
    const std::string bits = std::to_string(address->bits());
    at.error(shown(text) + " is a single address; write " + address->to_string() + "/" + bits);
  } else {
    at.error(shown(text) + " has no valid prefix length; " + std::string(family_name(address->family())) +
             " has lengths from 0 to " + std::to_string(address->bits()));
  }
  return std::nullopt;
}

struct Unassignable {
  std::string_view block;
  std::string_view why;
};

constexpr std::array kUnassignable = {
    Unassignable{"0.0.0.0/8", "\"this network\" (0.0.0.0/8), which no host can have"},
    Unassignable{"127.0.0.0/8", "loopback addresses (127.0.0.0/8), which never leave a node"},
    Unassignable{"224.0.0.0/4", "multicast addresses (224.0.0.0/4), which no Service can have"},
    Unassignable{"255.255.255.255/32", "the broadcast address, which no Service can have"},
    Unassignable{"::/128", "the unspecified address (::), which no host can have"},
    Unassignable{"::1/128", "the loopback address (::1), which never leaves a node"},
    Unassignable{"::ffff:0:0/96", "IPv4 addresses wrapped in IPv6 (::ffff:0:0/96); write them as IPv4"},
    Unassignable{"ff00::/8", "multicast addresses (ff00::/8), which no Service can have"},
};

constexpr std::array kLinkLocal = {"169.254.0.0/16", "fe80::/10"};

void warn_of_link_local(const Cursor& at, const IpRange& range) {
  for (const std::string_view block : kLinkLocal) {
    if (!range.overlaps(Cidr::parse(block)->range())) continue;
    at.warning("has link-local addresses (" + std::string(block) +
               "), which are reached from the same link only");
  }
}

// asdot (RFC 5396): "1.10" is 65546.
std::string asdot_advice(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return "";
  std::array<std::uint64_t, 2> halves{};
  const std::string_view parts[] = {text.substr(0, dot), text.substr(dot + 1)};
  for (std::size_t i = 0; i < 2; ++i) {
    if (parts[i].empty() || parts[i].size() > 5) return "";
    for (const char c : parts[i]) {
      if (c < '0' || c > '9') return "";
      halves[i] = halves[i] * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (halves[i] > 0xffff) return "";
  }
  if (halves[1] == 0) return "";  // rather a number that became a fraction
  return std::to_string(halves[0] << 16 | halves[1]);
}

}  // namespace

std::optional<IpAddress> Address::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  const auto address = IpAddress::parse(*text);
  if (!address) {
    at.error(not_an_address(*text));
    return std::nullopt;
  }
  if (address->is_v4_mapped()) {
    at.error(shown(*text) + " is IPv4 wrapped in IPv6; write " + unwrapped(*address));
    return std::nullopt;
  }
  return address;
}

std::optional<IpAddress> HostAddress::operator()(const Cursor& at) const {
  const auto address = Address{}(at);
  if (!address) return std::nullopt;
  if (address->is_multicast() || address->is_unspecified() || *address == IpAddress::v4(0xffffffff)) {
    at.error(address->to_string() + " is not the address of a host; write that of one machine");
    return std::nullopt;
  }
  return address;
}

std::optional<IpAddress> RouterId::operator()(const Cursor& at) const {
  const auto address = Address{}(at);
  if (!address) return std::nullopt;
  if (!address->is_v4() || address->is_unspecified()) {
    at.error(address->to_string() +
             " cannot be a router ID; write one as an IPv4 address other than 0.0.0.0");
    return std::nullopt;
  }
  return address;
}

std::optional<AddressBlock> Block::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  const std::string_view written = trimmed(*text);
  const std::size_t dash = written.find('-');
  return dash == std::string_view::npos ? read_cidr(at, written) : read_range(at, written, dash);
}

std::optional<AddressBlock> AssignableBlock::operator()(const Cursor& at) const {
  const auto block = Block{}(at);
  if (!block) return std::nullopt;
  for (const auto& [special, why] : kUnassignable) {
    if (!block->range().overlaps(Cidr::parse(special)->range())) continue;
    at.error(block->to_string() + " has " + std::string(why));
    return std::nullopt;
  }
  warn_of_link_local(at, block->range());
  return block;
}

std::optional<std::uint32_t> AsNumber::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (const std::string plain = asdot_advice(*text); !plain.empty()) {
    at.error(shown(*text) + " is an AS number in dotted form; write " + plain);
    return std::nullopt;
  }
  return WholeNumber<std::uint32_t>{.min = 1}(at);
}

std::optional<PeerAs> PeerAsNumber::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (*text == "internal") return PeerAs{PeerAs::Kind::internal, 0};
  if (*text == "external") return PeerAs{PeerAs::Kind::external, 0};
  if (text->find_first_of("0123456789") == std::string_view::npos) {
    at.error(shown(*text) + " is not an AS number; write the number, or internal, or external");
    return std::nullopt;
  }
  const auto number = AsNumber{}(at);
  if (!number) return std::nullopt;
  return PeerAs{PeerAs::Kind::number, *number};
}

std::optional<Community> CommunityValue::operator()(const Cursor& at) const {
  const CommunityAliases none;
  return AliasOrCommunity{none}(at);
}

std::optional<Community> AliasOrCommunity::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  if (const auto alias = aliases.find(std::string(*text)); alias != aliases.end()) return alias->second;
  if (const auto value = Community::parse(*text)) return value;
  std::vector<std::string_view> words(well_known_community_names().begin(),
                                      well_known_community_names().end());
  for (const auto& [alias, value] : aliases)
    words.push_back(alias);
  const auto meant = at.report().flooded() ? std::nullopt : closest(*text, words);
  if (LargeCommunity::parse(*text)) {
    at.error(shown(*text) + " is a large community; put it under large-communities");
  } else {
    at.error(shown(*text) + " is not a community; " +
             (meant ? "did you mean " + shown(*meant) + "?"
                    : "write A:B with numbers from 0 to 65535, or an alias from bgp-communities"));
  }
  return std::nullopt;
}

std::optional<LargeCommunity> LargeCommunityValue::operator()(const Cursor& at) const {
  const auto text = scalar_text(at);
  if (!text) return std::nullopt;
  const auto value = LargeCommunity::parse(*text);
  if (!value)
    at.error(shown(*text) + " is not a large community; write A:B:C with numbers from 0 to 4294967295");
  return value;
}

std::optional<std::string> InterfaceName::operator()(const Cursor& at) const {
  constexpr std::size_t kLongest = 15;  // IFNAMSIZ, without its end
  auto name = Name{}(at);
  if (!name) return std::nullopt;
  const bool too_long = !glob && name->size() > kLongest;
  if (too_long || name->find_first_of("/ :") != std::string::npos) {
    at.error(shown(*name) +
             " cannot be the name of an interface; Linux has names of up to 15 characters without /, : and "
             "spaces");
    return std::nullopt;
  }
  if (!glob && name->find_first_of("*?[") != std::string::npos) {
    at.error(shown(*name) + " is a pattern; a session needs one interface by its full name");
    return std::nullopt;
  }
  return name;
}

}  // namespace herald::config
