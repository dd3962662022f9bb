// The sockets of BGP sessions: bound to a source and a device, with TCP MD5 (RFC 2385), TTL security (RFC
// 5082) and the TTL that keeps a session of two ASes to one link. Errors are texts that say what to do.
#pragma once

#include "core/base/result.h"
#include "core/net/ip.h"
#include "speaker/bgp_orders.h"
#include "speaker/io/descriptor.h"

#include <cstdint>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

namespace herald::speaker::io {

struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// `interface` is the scope of a link-local address; unused for others.
[[nodiscard]] SystemAddress to_system(net::IpAddress address, std::uint16_t port,
                                      const std::string& interface);

struct Endpoint {
  net::IpAddress address;
  std::string interface;  // of a link-local address

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};
[[nodiscard]] Endpoint from_system(const sockaddr_storage& storage);

// Ready for connect() to `path.address`, which is set.
[[nodiscard]] Result<Descriptor, std::string> dialing_socket(const bgp_order::Path& path);

struct Listener {
  Descriptor socket;
  std::vector<bgp_order::Path> admitted;
  std::string left_out;  // whom it cannot let in, and why; empty: nobody
};
// Listens on every address of the family, with the keys of those of these peers that are of it. One whose key
// cannot be set is left out: without it whoever has its address would be let in.
[[nodiscard]] Result<Listener, std::string> listening_socket(net::Family family, std::uint16_t port,
                                                             const std::vector<bgp_order::Path>& from);

// What a listener cannot know before it has accepted: how far away this peer may be.
[[nodiscard]] Result<void, std::string> limit_distance(int socket, const bgp_order::Path& path);

// Why connect() to a peer, or a connection with it, failed.
[[nodiscard]] std::string explain(int error, const bgp_order::Path& path);

}  // namespace herald::speaker::io
