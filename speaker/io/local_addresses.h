// The addresses of this node on the link of a connection: what the next hops of its routes are made of.
#pragma once

#include "core/bgp/next_hop.h"

#include <vector>

namespace herald::speaker::io {

// Of the interface that has the connection's own address. Of several IPv6 addresses one that stays comes
// before one that the kernel made from an advertisement, and that before one that is made anew every day.
[[nodiscard]] bgp::LocalAddresses local_addresses(int socket);
// Of each, by one look at the machine: it may have very many addresses.
[[nodiscard]] std::vector<bgp::LocalAddresses> local_addresses(const std::vector<int>& sockets);

}  // namespace herald::speaker::io
