#include "core/alloc/occupancy.h"

namespace herald::alloc {
namespace {

std::optional<net::IpAddress> of_family(std::optional<net::IpAddress> address, net::Family family) {
  return address && address->family() == family ? address : std::nullopt;
}

}  // namespace

Occupancy::Occupancy(const Pool& pool)
    : by_width_(pool.spec().order == Order::spread), free_(pool.positions()) {
  for (const auto& [first, last] : free_.ranges())
    note_gap(net::IpRange::make(first, last));
}

void Occupancy::occupy(net::IpAddress position) {
  take(position);
  ++used_[static_cast<std::size_t>(position.family())];
}

void Occupancy::vacate(net::IpAddress position) {
  give_back(position);
  --used_[static_cast<std::size_t>(position.family())];
}

void Occupancy::note_gap(std::optional<net::IpRange> gap) {
  if (by_width_ && gap) gaps_[static_cast<std::size_t>(gap->family())].insert({*gap});
}

void Occupancy::forget_gap(std::optional<net::IpRange> gap) {
  if (by_width_ && gap) gaps_[static_cast<std::size_t>(gap->family())].erase({*gap});
}

std::optional<net::IpRange> Occupancy::gap_at(std::optional<net::IpAddress> position) const {
  return position ? free_.range_around(*position) : std::nullopt;
}

void Occupancy::take(net::IpAddress position) {
  if (by_width_) forget_gap(gap_at(position));
  free_.erase(net::IpRange::single(position));
  if (!by_width_) return;
  note_gap(gap_at(position.previous()));
  note_gap(gap_at(position.next()));
}

void Occupancy::give_back(net::IpAddress position) {
  if (by_width_) {
    forget_gap(gap_at(position.previous()));
    forget_gap(gap_at(position.next()));
  }
  free_.insert(net::IpRange::single(position));
  if (by_width_) note_gap(gap_at(position));
}

std::optional<net::IpAddress> Occupancy::lowest_free(net::Family family) const {
  return of_family(free_.at_or_after(net::IpAddress::lowest(family)), family);
}

std::optional<net::IpAddress> Occupancy::highest_free(net::Family family) const {
  return of_family(free_.at_or_before(net::IpAddress::highest(family)), family);
}

std::optional<net::IpAddress> Occupancy::free_from(net::IpAddress start) const {
  const auto next = of_family(free_.at_or_after(start), start.family());
  return next ? next : lowest_free(start.family());
}

std::optional<net::IpAddress> Occupancy::middle_of_widest_gap(net::Family family) const {
  const auto& gaps = gaps_[static_cast<std::size_t>(family)];
  if (gaps.empty()) return std::nullopt;
  const net::IpRange& widest = gaps.begin()->range;
  const net::U128 width =
      widest.last().value() - widest.first().value();  // one less than its size: no overflow
  return net::IpAddress::of(family, widest.first().value() + width / 2);
}

}  // namespace herald::alloc
