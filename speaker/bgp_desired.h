// What shall be said about one address to the BGP peers of this node: a pure function of its Services, its
// pool's advertisements and the node. And what becomes of several answers about one prefix.
#pragma once

#include "config/config.h"
#include "core/model/selector.h"
#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "speaker/bgp_orders.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace herald::speaker {

// An address that traffic may enter through this node.
struct AttractedAddress {
  net::IpAddress address;
  std::vector<model::Labels> services;  // labels of those that have it
  std::uint32_t local_endpoints = 0;    // ready here
};

// Where it is said: this node, and its peers.
struct Pulpit {
  model::Labels node_labels;
  std::set<bgp_order::PeerName> peers;
  std::set<bgp_order::PeerName> internal;  // those of them that hear of local preferences
};

using OffersByPrefix = std::map<net::Cidr, bgp_order::Offers>;

struct Desired {
  OffersByPrefix offers;
  std::set<net::Cidr> contradictory;  // what advertisements want to give one peer with different localprefs
};

// Each advertisement that matches makes one route, as long as it aggregates to.
[[nodiscard]] Desired bgp_desired(const AttractedAddress& address,
                                  const std::vector<config::Advertisement>& advertisements,
                                  const Pulpit& pulpit);

// Several ways to say the same: communities are united; of the rest the more attractive one holds. Endpoints
// of different addresses add up; of one address they are the same endpoints.
enum class Weights : std::uint8_t { of_one_address, of_several };
enum class Merged : std::uint8_t { well, local_preferences_differ };
Merged merge(const bgp::RouteAttributes& more, Weights weights, bgp::RouteAttributes& into);

}  // namespace herald::speaker
