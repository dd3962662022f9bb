// What one speaker says of itself and of those it watches. It is versioned by its sender alone, so the later
// of two versions is right, whoever brings it.
#pragma once

#include "core/own/node_id.h"
#include "core/own/types.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace herald::own {

struct View {
  NodeId sender;
  Incarnation incarnation;
  std::uint64_t sequence = 0;
  // It does not know yet what is wanted: it neither holds nor takes anything.
  bool waiting = false;
  // It is about to: it will take what is dealt to it, but holds nothing yet.
  bool joining = false;
  bool draining = false;
  bool cut_off = false;
  std::vector<NodeId> down;          // sorted, without repeats
  std::vector<InterfaceNeed> unmet;  // sorted, without repeats

  [[nodiscard]] bool holds() const { return !waiting && !joining && !draining && !cut_off; }
  [[nodiscard]] bool takes() const { return !waiting && !draining && !cut_off; }
  using Version = std::pair<Incarnation, std::uint64_t>;
  [[nodiscard]] Version version() const { return {incarnation, sequence}; }
  [[nodiscard]] bool newer_than(const View& other) const { return version() > other.version(); }

  friend bool operator==(const View&, const View&) = default;
};

// As many as a view can carry. No ring gives more to watch; a node that lacks more kinds of interfaces than
// this is cut off for all that matters.
inline constexpr std::size_t kMostDown = 48;
inline constexpr std::size_t kMostUnmet = 64;

}  // namespace herald::own
