// Who gets an orphan: the best-ranked of those who may take it, passing over whoever has his fill already
// (bounded load, Mirrokni et al. 2017). Orphans are dealt in address order, and what is dealt counts at once,
// so all who start from the same state deal alike.
//
// Also when some have already claimed their part: a claim that was heard only makes its owner's load what the
// deal would have made it by then, or more where it is not asked again.
#pragma once

#include "core/net/ip.h"
#include "core/own/node_id.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::own {

// A node that may take something, and what it has.
struct Seat {
  NodeId node;
  std::string_view name;
  const std::vector<InterfaceNeed>* unmet;  // sorted
  std::size_t load = 0;
};

class Deal {
 public:
  // `wanted`: how many addresses there are altogether.
  Deal(std::vector<Seat> seats, std::size_t wanted);

  // `passed`: had their chance at this address and did not use it. `preferred`: gets it if it may.
  [[nodiscard]] std::optional<NodeId> deal(const Wanted& orphan, const std::vector<NodeId>& passed,
                                           std::optional<NodeId> preferred = {});

  [[nodiscard]] std::size_t fill() const { return fill_; }

 private:
  using Places = std::vector<std::uint32_t>;
  const Places& candidates(const Wanted& orphan);

  std::vector<Seat> seats_;  // by node
  std::size_t fill_;
  std::map<std::pair<const NodeSet*, InterfaceNeed>, Places> candidates_;
};

// A quarter more than the mean, but never less than what it takes to seat all.
[[nodiscard]] std::size_t fill_of(std::size_t wanted, std::size_t seats);

}  // namespace herald::own
