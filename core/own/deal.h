// Who gets an orphan: the best-ranked of those who may take it, passing over whoever has his fill already
// (bounded load, Mirrokni et al. 2017). Orphans are dealt in address order, and what is dealt counts at once,
// so all who start from the same state deal alike.
//
// Also when some have already claimed their part: a claim that was heard only makes its owner's load what the
// deal would have made it by then, or more where it is not asked again.
//
// The table outlives the deals: with a thousand nodes, laying it anew for each orphan would cost far more
// than the deal itself. What a node has already is asked for only where it matters: for the few that are
// ranked above all before them.
#pragma once

#include "core/net/ip.h"
#include "core/own/node_id.h"
#include "core/own/types.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace herald::own {

// A node that may take something.
struct Seat {
  NodeId node;
  std::vector<InterfaceNeed> unmet = {};  // sorted
};

// Everybody who may take something; holds until one comes, goes, or lacks other interfaces than before.
class Table {
 public:
  using Places = std::vector<std::uint32_t>;

  explicit Table(std::vector<Seat> seats);

  [[nodiscard]] std::size_t size() const { return seats_.size(); }
  [[nodiscard]] NodeId node_at(std::uint32_t place) const { return seats_[place].node; }
  // Of those who may take this one. Good until the next call.
  [[nodiscard]] const Places& places_for(const Wanted& orphan);

 private:
  std::vector<Seat> seats_;  // by node
  // What the API objects say is shared by many addresses. Holding on to a set keeps its place in memory from
  // being taken for another's.
  std::map<std::pair<std::shared_ptr<const NodeSet>, InterfaceNeed>, Places> places_;
};

class Deal {
 public:
  // How many addresses a node has before the deal.
  using LoadOf = std::function<std::size_t(NodeId)>;

  // `wanted`: how many addresses there are altogether.
  Deal(Table& table, std::size_t wanted, LoadOf load_of);

  // `passed`: had their chance at this address and did not use it. `preferred`: gets it if it may.
  [[nodiscard]] std::optional<NodeId> deal(const Wanted& orphan, const std::vector<NodeId>& passed,
                                           std::optional<NodeId> preferred = {});

  [[nodiscard]] std::size_t fill() const { return fill_; }

 private:
  using Place = std::optional<std::uint32_t>;
  Place best_ranked(const Table::Places& places, std::uint64_t key, const std::vector<NodeId>& passed);
  Place least_laden(const Table::Places& places, std::uint64_t key, const std::vector<NodeId>& passed);
  std::size_t& load(std::uint32_t place);

  Table& table_;
  LoadOf load_of_;
  std::size_t fill_;
  std::vector<std::size_t> loads_;  // by place, as far as they have been asked for
};

// A quarter more than the mean, but never less than what it takes to seat all.
[[nodiscard]] std::size_t fill_of(std::size_t wanted, std::size_t seats);

}  // namespace herald::own
