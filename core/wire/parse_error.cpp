#include "core/wire/parse_error.h"

#include "core/base/check.h"

#include <array>

namespace herald::wire {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kParseReasons> kTexts = {
    "the bytes end before this field does",
    "the hardware type of the ARP packet is not Ethernet",
    "the protocol type of the ARP packet is not IPv4",
    "an Ethernet address in ARP has 6 bytes",
    "an IPv4 address in ARP has 4 bytes",
    "the ARP operation is neither request nor reply",
    "the IP version is not 6",
    "the IPv6 payload length reaches beyond the packet",
    "a multicast address cannot be a source",
    "the IPv6 header is not followed by ICMPv6",
    "the ICMPv6 checksum is wrong",
    "the ICMPv6 type is none that is understood here",
    "the hop limit is not 255, so a router may have forwarded this",
    "the ICMPv6 code is not 0",
    "the target is a multicast address",
    "a solicitation from the unspecified address goes to a solicited-node group only",
    "a solicitation from the unspecified address cannot name a link-layer address",
    "an advertisement to a multicast group cannot be solicited",
    "a router advertises from a link-local address only",
    "an option has length 0",
    "an option reaches beyond the message",
    "an option with an Ethernet address is 8 bytes long",
};

}  // namespace

std::string_view text_of(ParseReason why) {
  const auto index = static_cast<std::size_t>(why);
  HERALD_CHECK(index < kTexts.size());
  return kTexts[index];
}

std::string ParseError::to_string() const {
  return "byte " + std::to_string(offset) + ": " + std::string(text_of(why));
}

}  // namespace herald::wire
