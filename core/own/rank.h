// Rendezvous hashing: each pair of node and address has a rank, the same everywhere and for ever. For one
// address the highest comes first. A node that leaves or comes changes the first place only of those
// addresses whose first place is its own.
#pragma once

#include "core/base/hash.h"
#include "core/net/ip.h"
#include "core/own/node_id.h"

#include <cstdint>
#include <tuple>

namespace herald::own {

// The address's half of the hash, to be computed once for many nodes.
[[nodiscard]] constexpr std::uint64_t rank_key(const net::IpAddress& address) {
  const std::uint64_t family = address.is_v4() ? 4 : 6;
  return hash_combine(hash_combine(family, net::high_half(address.value())), net::low_half(address.value()));
}

[[nodiscard]] constexpr std::uint64_t rank(NodeId node, std::uint64_t key) {
  return mix64(node.value() * 0xff51afd7ed558ccdULL ^ key);
}

[[nodiscard]] constexpr bool outranks(NodeId a, NodeId b, std::uint64_t key) {
  const std::uint64_t rank_a = rank(a, key);
  const std::uint64_t rank_b = rank(b, key);
  return rank_a != rank_b ? rank_a > rank_b : a > b;
}

}  // namespace herald::own
