// The header before every message (RFC 4271 section 4.1), for those who write one. framer.h reads it.
#pragma once

#include "core/base/bytes.h"
#include "core/base/check.h"
#include "core/bgp/message.h"

#include <cstddef>
#include <cstdint>

namespace herald::bgp {

inline void append_header(ByteWriter& out, MessageType type, std::size_t body_size) {
  const std::size_t size = kHeaderSize + body_size;
  HERALD_CHECK(size <= kLargestExtendedMessage);
  out.u64(~std::uint64_t{0});  // the marker: 16 bytes of ones
  out.u64(~std::uint64_t{0});
  out.u16(static_cast<std::uint16_t>(size));
  out.u8(static_cast<std::uint8_t>(type));
}

}  // namespace herald::bgp
