// The OPEN message (RFC 4271 sections 4.2 and 6.2) with its capabilities in the plain or the extended form of
// optional parameters (RFC 9072), and whether its sender is whom we meant to talk to.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/bgp/error.h"
#include "core/bgp/message.h"

#include <cstdint>
#include <span>

namespace herald::bgp {

// Refuses what no peer may say: version, hold time 1 or 2, identifier 0, AS 0, optional parameters other than
// capabilities, lengths that disagree.
[[nodiscard]] Result<Open, Error> parse_open(std::span<const std::uint8_t> body);

// The whole message, header included. `open.asn` goes into the old field when it fits, else AS_TRANS does;
// the capability is written as `open.capabilities` has it.
void append_to(ByteWriter& out, const Open& open);

// Whom we expect behind an OPEN.
struct ExpectedPeer {
  enum class Kind : std::uint8_t { exactly, internal, external };  // of `asn`, of our AS, of any other
  Kind kind = Kind::exactly;
  Asn asn;  // counts for `exactly`
  Asn local_asn;
  RouterId local_id;
};

// Bad Peer AS, or Bad BGP Identifier when an internal peer has ours (RFC 6286).
[[nodiscard]] Result<void, Error> check_peer(const Open& open, const ExpectedPeer& expected);

}  // namespace herald::bgp
