// The addresses of this node on the link of a connection: what the next hops of its routes are made of.
#pragma once

#include "core/bgp/next_hop.h"

namespace herald::speaker::io {

// Of the interface that has the connection's own address. Of several IPv6 addresses one that stays comes
// before one that the kernel made from an advertisement, and that before one that is made anew every day.
[[nodiscard]] bgp::LocalAddresses local_addresses(int socket);

}  // namespace herald::speaker::io
