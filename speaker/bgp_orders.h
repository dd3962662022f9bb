// What the plan loop tells the wire loop about BGP. Orders are differences and come in order; until Complete
// the wire loop knows that it does not know everything, and sends no End-of-RIB.
#pragma once

#include "core/bfd/negotiation.h"
#include "core/bgp/agreement.h"
#include "core/bgp/route_attributes.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace herald::speaker::bgp_order {

using PeerName = std::string;

// How the peer is reached. Changing any of it means another connection.
struct Path {
  std::optional<net::IpAddress> address{};  // absent: the neighbour that router advertisements show
  std::string interface{};                  // bind to this device; empty: none
  std::optional<net::IpAddress> source{};
  std::uint16_t port = 179;
  std::string password{};             // TCP MD5 (RFC 2385); empty: none
  bool internal = false;              // iBGP: at any distance
  bool multihop = false;              // an eBGP peer may be further away than the next link
  std::optional<int> ttl_security{};  // hops (RFC 5082)

  friend bool operator==(const Path&, const Path&) = default;
};

struct Bfd {
  bfd::Timers timers{};
  int minimum_ttl = 254;  // on multi-hop sessions
  bool passive = false;

  friend bool operator==(const Bfd&, const Bfd&) = default;
};

// Where the configuration says that a peer's password is, and it is not, or may not be read.
struct MissingSecret {
  std::string where;  // "key tor of Secret bgp"
  // Then the last one that was goes on; otherwise there is no session until it is there.
  bool ever_known = true;

  friend bool operator==(const MissingSecret&, const MissingSecret&) = default;
};

// Keep a session with this peer; replaces what was said of it before.
struct PeerWanted {
  PeerName name;
  bgp::SessionSettings session{};
  Path path{};
  std::optional<Bfd> bfd{};
  std::optional<MissingSecret> missing{};

  [[nodiscard]] bool waits_for_secret() const { return missing && !missing->ever_known; }

  friend bool operator==(const PeerWanted&, const PeerWanted&) = default;
};
struct PeerUnwanted {
  PeerName name;
};
// These are called differently from now on, new names by old ones, all at once: names may change hands. Their
// sessions stay. What they are told of routes follows as if it were new.
struct PeersRenamed {
  std::map<PeerName, PeerName> to;
};

// What is said of a prefix, by peer. Prefixes that share an advertisement share one of these.
using Offers = std::map<PeerName, bgp::RouteAttributes>;

// Replaces what was said of the prefix before. A peer that is not wanted yet misses it: peers come first.
struct RouteWanted {
  net::Cidr prefix;
  std::shared_ptr<const Offers> offers;  // never null
};
struct RouteUnwanted {
  net::Cidr prefix;
};

// The node is to be emptied: ask routers for other ways, withdraw 2 s later, close. And: come back.
struct Drain {
  bool draining = false;
};

// Everything that the API server had to say at the start has been told by now.
struct Complete {};

using Order =
    std::variant<PeerWanted, PeerUnwanted, PeersRenamed, RouteWanted, RouteUnwanted, Drain, Complete>;
using Orders = std::vector<Order>;

}  // namespace herald::speaker::bgp_order
