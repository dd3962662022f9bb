// The words that ownership is spoken of in: who takes part, what there is to own, and why it changes hands.
#pragma once

#include "core/base/strong.h"
#include "core/net/ip.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace herald::own {

using NodeName = std::string;

// When a speaker's process started, in nanoseconds since 1970: the later of two that claim one node name is
// the real one.
using Incarnation = Strong<struct IncarnationTag, std::uint64_t>;

// How often an address has changed hands. 0: nobody has ever claimed it.
using Epoch = Strong<struct EpochTag, std::uint64_t>;

// A speaker as its Lease describes it.
struct Member {
  NodeName node;
  Incarnation incarnation;
  net::IpAddress address;  // where its ring port listens
  std::uint16_t port = 0;

  friend bool operator==(const Member&, const Member&) = default;
};

// Sorted, without repeats. Addresses of one kind share one set.
using NodeSet = std::vector<NodeName>;

// Which interfaces an address asks for, as a stable hash of the patterns: all speakers name the same need
// alike. 0: any suitable one.
using InterfaceNeed = Strong<struct InterfaceNeedTag, std::uint64_t>;

// An address that somebody shall announce. `eligible` is what the API objects say (selectors, labels,
// endpoints, conditions); what only a node itself knows (its interfaces, that it is leaving) travels in its
// view.
struct Wanted {
  net::IpAddress address;
  std::shared_ptr<const NodeSet> eligible;
  InterfaceNeed need;
};

// Why an address changed hands.
enum class Cause : std::uint8_t {
  fresh,             // nobody had it
  owner_died,        // a majority of its watchers say so
  owner_left,        // it drained, or said goodbye
  owner_ineligible,  // selectors, endpoints or interfaces no longer let it
  conflict,          // two had claimed it: this one stays
  cut_off,           // lost only: this node hears nobody any more
  unwanted           // lost only: no Service has it any more
};
inline constexpr std::size_t kCauses = 7;

}  // namespace herald::own
