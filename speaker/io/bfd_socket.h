// The UDP sockets of BFD (RFC 5881 section 4, RFC 5883): the greatest TTL on what is sent, and the TTL of
// what is received told beside it.
#pragma once

#include "core/base/result.h"
#include "core/net/ip.h"
#include "speaker/bgp_orders.h"
#include "speaker/io/descriptor.h"

#include <cstdint>
#include <optional>
#include <string>

namespace herald::speaker::io {

inline constexpr std::uint16_t kBfdSingleHopPort = 3784;
inline constexpr std::uint16_t kBfdMultihopPort = 4784;

// On every address of the family. Not a valid descriptor where the node has no such sockets: it has no such
// peers either. The error is a text that says what to do.
[[nodiscard]] Result<Descriptor, std::string> listening_bfd_socket(net::Family family, std::uint16_t port);

// With a source port that no other session has; `next_port` says where to look for it, and is moved on.
// Nothing while the path's device or source address is not there: from another one the peer would not know
// us.
[[nodiscard]] std::optional<Descriptor> sending_bfd_socket(net::Family family, const bgp_order::Path& path,
                                                           std::uint16_t& next_port);
inline constexpr std::uint16_t kFirstBfdSourcePort = 49152;

}  // namespace herald::speaker::io
