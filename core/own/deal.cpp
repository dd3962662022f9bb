#include "core/own/deal.h"

#include "core/own/rank.h"

#include <algorithm>
#include <limits>

namespace herald::own {
namespace {

constexpr std::size_t kUnasked = std::numeric_limits<std::size_t>::max();
// Sets of nodes of which the places are kept: all nodes, one for each selector, some of Local services.
constexpr std::size_t kMostSets = 64;

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

}  // namespace

std::size_t fill_of(std::size_t wanted, std::size_t seats) {
  if (seats == 0) return 0;
  const std::size_t mean_rounded_up = (wanted + seats - 1) / seats;
  return std::max(mean_rounded_up, wanted * 5 / (seats * 4));
}

Table::Table(std::vector<Seat> seats) : seats_(std::move(seats)) {
  std::ranges::sort(seats_, {}, &Seat::node);
}

const Table::Places& Table::places_for(const Wanted& orphan) {
  const std::pair key{orphan.eligible, orphan.need};
  if (const auto known = places_.find(key); known != places_.end()) return known->second;
  if (places_.size() >= kMostSets) places_.clear();
  Places& places = places_[key];
  if (orphan.eligible == nullptr) return places;
  for (const NodeName& name : *orphan.eligible) {
    const auto seat = std::ranges::lower_bound(seats_, node_id(name), {}, &Seat::node);
    if (seat == seats_.end() || seat->node != node_id(name)) continue;
    if (std::ranges::binary_search(seat->unmet, orphan.need)) continue;
    places.push_back(static_cast<std::uint32_t>(seat - seats_.begin()));
  }
  return places;
}

Deal::Deal(Table& table, std::size_t wanted, LoadOf load_of)
    : table_(table),
      load_of_(std::move(load_of)),
      fill_(fill_of(wanted, table.size())),
      loads_(table.size(), kUnasked) {}

// When all have their fill, it goes to the one with the least: a small set of eligible nodes may have to
// carry more than the mean of all.
std::optional<NodeId> Deal::deal(const Wanted& orphan, const std::vector<NodeId>& passed,
                                 std::optional<NodeId> preferred) {
  const Table::Places& places = table_.places_for(orphan);
  Place winner;
  if (preferred && !contains(passed, *preferred)) {
    const auto place = std::ranges::find(places, *preferred, [&](auto each) { return table_.node_at(each); });
    if (place != places.end()) winner = *place;
  }
  const std::uint64_t key = rank_key(orphan.address);
  if (!winner) winner = best_ranked(places, key, passed);
  if (!winner) winner = least_laden(places, key, passed);
  if (!winner) return std::nullopt;
  ++load(*winner);
  return table_.node_at(*winner);
}

Deal::Place Deal::best_ranked(const Table::Places& places, std::uint64_t key,
                              const std::vector<NodeId>& passed) {
  Place best;
  std::pair<std::uint64_t, NodeId> highest{};  // as outranks() compares; each rank is computed once
  for (const std::uint32_t place : places) {
    const NodeId node = table_.node_at(place);
    const std::pair here{rank(node, key), node};
    if (best && here < highest) continue;
    if (load(place) >= fill_ || contains(passed, node)) continue;
    best = place;
    highest = here;
  }
  return best;
}

Deal::Place Deal::least_laden(const Table::Places& places, std::uint64_t key,
                              const std::vector<NodeId>& passed) {
  Place least;
  for (const std::uint32_t place : places) {
    const NodeId node = table_.node_at(place);
    if (contains(passed, node)) continue;
    const bool lesser = !least || load(place) < load(*least) ||
                        (load(place) == load(*least) && outranks(node, table_.node_at(*least), key));
    if (lesser) least = place;
  }
  return least;
}

std::size_t& Deal::load(std::uint32_t place) {
  std::size_t& known = loads_[place];
  if (known == kUnasked) known = load_of_(table_.node_at(place));
  return known;
}

}  // namespace herald::own
