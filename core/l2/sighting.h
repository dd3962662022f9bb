// What a frame tells about who uses an address, apart from what it asks: the raw material for noticing that
// an address is in use elsewhere. It judges nobody: a speaker's frame and a stranger's read alike.
#pragma once

#include "core/net/ip.h"
#include "core/net/mac.h"

#include <cstdint>
#include <optional>
#include <span>

namespace herald::l2 {

enum class Use : std::uint8_t {
  announced,  // told to everybody, unasked: a gratuitous ARP, an unsolicited advertisement
  answered,   // told to one who asked
  spoken,     // asks for another address from this one
  probed      // does not use it yet, and is about to (RFC 5227 section 1.1, RFC 4862 section 5.4.2)
};

struct Sighting {
  net::IpAddress address;
  net::MacAddress mac;
  Use use = Use::announced;

  friend bool operator==(const Sighting&, const Sighting&) = default;
};

// Nothing for a frame that says nothing of the kind: malformed, tagged, about something else, or naming a
// group address, which nobody has.
[[nodiscard]] std::optional<Sighting> sighting_of(std::span<const std::uint8_t> frame);

}  // namespace herald::l2
