// Where a peer shall send what we announce to it (RFC 4271 section 5.1.3, RFC 2545, RFC 8950): our own
// address on the link of the session.
#pragma once

#include "core/bgp/dialect.h"
#include "core/net/ip.h"

#include <optional>

namespace herald::bgp {

// Where the peer can reach us on the link of a connection.
struct LocalAddresses {
  net::IpAddress session{};  // the connection's own
  std::optional<net::IpAddress> ipv4{};
  std::optional<net::IpAddress> ipv6{};  // global
  std::optional<net::IpAddress> link_local{};

  friend bool operator==(const LocalAddresses&, const LocalAddresses&) = default;
};

// Nothing when this link has no address that the peer would accept for routes of `family`: they cannot be
// announced.
[[nodiscard]] std::optional<NextHop> next_hop(net::Family family, const LocalAddresses& local,
                                              const Dialect& dialect);

}  // namespace herald::bgp
