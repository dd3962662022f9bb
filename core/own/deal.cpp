#include "core/own/deal.h"

#include "core/own/rank.h"

#include <algorithm>
#include <limits>

namespace herald::own {
namespace {

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

}  // namespace

std::size_t fill_of(std::size_t wanted, std::size_t seats) {
  if (seats == 0) return 0;
  const std::size_t mean_rounded_up = (wanted + seats - 1) / seats;
  return std::max(mean_rounded_up, wanted * 5 / (seats * 4));
}

Deal::Deal(std::vector<Seat> seats, std::size_t wanted)
    : seats_(std::move(seats)), fill_(fill_of(wanted, seats_.size())) {}

const Deal::Places& Deal::candidates(const Wanted& orphan) {
  const auto [entry, fresh] = candidates_.try_emplace({orphan.eligible.get(), orphan.need});
  if (!fresh || orphan.eligible == nullptr) return entry->second;
  const NodeSet& eligible = *orphan.eligible;
  for (std::uint32_t place = 0; place < seats_.size(); ++place) {
    const Seat& seat = seats_[place];
    if (std::binary_search(seat.unmet->begin(), seat.unmet->end(), orphan.need)) continue;
    if (std::binary_search(eligible.begin(), eligible.end(), seat.name)) entry->second.push_back(place);
  }
  return entry->second;
}

// When all have their fill, it goes to the one with the least: a small set of eligible nodes may have to
// carry more than the mean of all.
std::optional<NodeId> Deal::deal(const Wanted& orphan, const std::vector<NodeId>& passed,
                                 std::optional<NodeId> preferred) {
  const std::uint64_t key = rank_key(orphan.address);
  Seat* best = nullptr;
  Seat* least = nullptr;
  for (const std::uint32_t place : candidates(orphan)) {
    Seat& seat = seats_[place];
    if (!passed.empty() && contains(passed, seat.node)) continue;
    if (seat.node == preferred) {
      best = &seat;
      break;
    }
    if (seat.load < fill_ && (best == nullptr || outranks(seat.node, best->node, key))) best = &seat;
    if (best != nullptr) continue;
    const bool lesser = least == nullptr || seat.load < least->load ||
                        (seat.load == least->load && outranks(seat.node, least->node, key));
    if (lesser) least = &seat;
  }
  Seat* const winner = best != nullptr ? best : least;
  if (winner == nullptr) return std::nullopt;
  ++winner->load;
  return winner->node;
}

}  // namespace herald::own
