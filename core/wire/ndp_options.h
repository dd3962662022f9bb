// The options behind a Neighbor Discovery message (RFC 4861 section 4.6). Two are understood, the sender's
// and the target's Ethernet address (RFC 2464 section 6); all others (nonce, prefix, MTU, DNS, whatever
// comes) are stepped over by their length, as RFC 4861 wants it. Of an option that comes twice the first
// counts.
#pragma once

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/net/mac.h"
#include "core/wire/parse_error.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace herald::wire {

inline constexpr std::uint8_t kOptionSourceLinkLayer = 1;
inline constexpr std::uint8_t kOptionTargetLinkLayer = 2;

struct NdpOptions {
  std::optional<net::MacAddress> source_link_layer;
  std::optional<net::MacAddress> target_link_layer;
  std::size_t source_link_layer_at = 0;  // its offset, for errors that are only known further out

  // Reads to the end of `reader`. Offsets of errors are the reader's.
  [[nodiscard]] static Result<NdpOptions, ParseError> parse(ByteReader& reader);
};

void append_link_layer_option(ByteWriter& out, std::uint8_t type, const net::MacAddress& mac);

}  // namespace herald::wire
