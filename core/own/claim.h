// A claim: this node took this address when it had changed hands so many times. Of all claims to an address
// the greatest counts, in an order that needs no context: whoever has heard the same claims, in any order,
// any number of times and through anybody, agrees.
#pragma once

#include "core/own/node_id.h"
#include "core/own/rank.h"
#include "core/own/types.h"

#include <cstdint>

namespace herald::own {

// 48 bits on the wire. Ten changes a second for 800,000 years.
inline constexpr Epoch kLastEpoch{(std::uint64_t{1} << 48) - 1};

struct Claim {
  Epoch epoch;  // 0: there is none
  NodeId owner;
  bool released = false;  // by its owner, who does not want it back

  [[nodiscard]] bool exists() const { return epoch != Epoch(); }
  friend bool operator==(const Claim&, const Claim&) = default;
};

// Higher epoch, else better rank; what its owner says last, that it has released it, beats what it said
// first.
[[nodiscard]] constexpr bool beats(const Claim& a, const Claim& b, const net::IpAddress& address) {
  if (a.epoch != b.epoch) return a.epoch > b.epoch;
  if (a.owner != b.owner) return outranks(a.owner, b.owner, rank_key(address));
  return a.released && !b.released;
}

[[nodiscard]] constexpr Epoch next_epoch(Epoch epoch) {
  return epoch < kLastEpoch ? Epoch(epoch.value() + 1) : epoch;
}

struct AddressClaim {
  net::IpAddress address;
  Claim claim;

  friend bool operator==(const AddressClaim&, const AddressClaim&) = default;
};

}  // namespace herald::own
