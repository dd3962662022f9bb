// Refuses messages that were heard before: each sender counts its messages, and of the last 64 of its present
// incarnation each is let in once, in any order; older ones not at all.
#pragma once

#include "core/own/node_id.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace herald::own {

class ReplayGuard {
 public:
  // True: not heard before, and now it is.
  bool admit(NodeId sender, Incarnation incarnation, std::uint64_t sequence);
  void forget(NodeId sender) { windows_.erase(sender); }
  // It is known that this incarnation is the sender's present one: what was heard of a later one, whose clock
  // was ahead, is over.
  void set_back(NodeId sender, Incarnation incarnation);
  // What it has said so far is over: only what comes behind the latest that was heard is let in. False:
  // nothing was ever heard of it.
  bool close(NodeId sender);
  [[nodiscard]] bool knows(NodeId sender) const { return windows_.contains(sender); }
  [[nodiscard]] std::size_t size() const { return windows_.size(); }

 private:
  struct Window {
    Incarnation incarnation;
    std::uint64_t highest = 0;
    std::uint64_t seen = 0;  // bit n: highest - n
  };

  std::unordered_map<NodeId, Window> windows_;  // looked up with each message, never walked
};

}  // namespace herald::own
