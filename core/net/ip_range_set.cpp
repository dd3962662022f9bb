#include "core/net/ip_range_set.h"

#include <algorithm>
#include <iterator>

namespace herald::net {
namespace {

U128 count(IpAddress first, IpAddress last) {
  return saturating_add(last.value() - first.value(), 1);
}

}  // namespace

IpRangeSet::Ranges::const_iterator IpRangeSet::ending_at_or_after(IpAddress address) const {
  auto after = ranges_.upper_bound(address);  // starts beyond `address`; only its predecessor may cover it
  if (after == ranges_.begin()) return after;
  const auto before = std::prev(after);
  return before->second < address ? after : before;
}

void IpRangeSet::add(IpAddress first, IpAddress last) {
  ranges_.emplace(first, last);
  U128& size = sizes_[static_cast<std::size_t>(first.family())];
  size = saturating_add(size, count(first, last));
}

IpRangeSet::Ranges::const_iterator IpRangeSet::remove(Ranges::const_iterator range) {
  sizes_[static_cast<std::size_t>(range->first.family())] -= count(range->first, range->second);
  return ranges_.erase(range);
}

void IpRangeSet::insert(const IpRange& range) {
  IpAddress first = range.first();
  IpAddress last = range.last();
  // Swallow every range that overlaps or touches: 10-20 and 22-30 become one when 21 comes in.
  const IpAddress from = first.previous().value_or(first);
  const IpAddress to = last.next().value_or(last);
  auto it = ending_at_or_after(from);
  while (it != ranges_.end() && it->first <= to) {
    first = std::min(first, it->first);
    last = std::max(last, it->second);
    it = remove(it);
  }
  add(first, last);
}

void IpRangeSet::erase(const IpRange& range) {
  auto it = ending_at_or_after(range.first());
  while (it != ranges_.end() && it->first <= range.last()) {
    const auto [first, last] = *it;
    it = remove(it);
    if (first < range.first()) add(first, *range.first().previous());
    if (range.last() < last) add(*range.last().next(), last);
  }
}

bool IpRangeSet::overlaps(const IpRange& range) const {
  const auto it = ending_at_or_after(range.first());
  return it != ranges_.end() && it->first <= range.last();
}

std::optional<IpRange> IpRangeSet::range_around(IpAddress address) const {
  const auto it = ending_at_or_after(address);
  if (it == ranges_.end() || address < it->first) return std::nullopt;
  return IpRange::make(it->first, it->second);
}

std::optional<IpAddress> IpRangeSet::at_or_after(IpAddress address) const {
  const auto it = ending_at_or_after(address);
  if (it == ranges_.end()) return std::nullopt;
  return std::max(address, it->first);
}

std::optional<IpAddress> IpRangeSet::at_or_before(IpAddress address) const {
  const auto after = ranges_.upper_bound(address);
  if (after == ranges_.begin()) return std::nullopt;
  return std::min(address, std::prev(after)->second);
}

std::optional<IpAddress> IpRangeSet::lowest() const {
  if (ranges_.empty()) return std::nullopt;
  return ranges_.begin()->first;
}

std::optional<IpAddress> IpRangeSet::highest() const {
  if (ranges_.empty()) return std::nullopt;
  return ranges_.rbegin()->second;
}

}  // namespace herald::net
