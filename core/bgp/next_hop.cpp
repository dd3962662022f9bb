#include "core/bgp/next_hop.h"

namespace herald::bgp {
namespace {

// The session's own address comes first: it is known to be reachable.
std::optional<NextHop> ipv6_next_hop(const LocalAddresses& local) {
  std::optional<net::IpAddress> global = local.ipv6;
  std::optional<net::IpAddress> link_local = local.link_local;
  if (local.session.is_v6()) (local.session.is_link_local() ? link_local : global) = local.session;
  if (global) return NextHop{*global, link_local};
  if (link_local) return NextHop{*link_local, std::nullopt};
  return std::nullopt;
}

std::optional<NextHop> ipv4_next_hop(const LocalAddresses& local, const Dialect& dialect) {
  if (local.session.is_v4()) return NextHop{local.session, std::nullopt};
  if (dialect.extended_next_hop) return ipv6_next_hop(local);
  if (local.ipv4) return NextHop{*local.ipv4, std::nullopt};
  return std::nullopt;
}

}  // namespace

std::optional<NextHop> next_hop(net::Family family, const LocalAddresses& local, const Dialect& dialect) {
  return family == net::Family::ipv4 ? ipv4_next_hop(local, dialect) : ipv6_next_hop(local);
}

}  // namespace herald::bgp
