#include "core/own/replay.h"

namespace herald::own {
namespace {

constexpr std::uint64_t kWidth = 64;

}  // namespace

bool ReplayGuard::admit(NodeId sender, Incarnation incarnation, std::uint64_t sequence) {
  const auto [entry, first] = windows_.try_emplace(sender, Window{incarnation, sequence, 1});
  if (first) return true;
  Window& window = entry->second;
  if (incarnation < window.incarnation) return false;
  if (incarnation > window.incarnation) {
    window = {incarnation, sequence, 1};
    return true;
  }
  if (sequence > window.highest) {
    const std::uint64_t step = sequence - window.highest;
    window.seen = step < kWidth ? window.seen << step | 1 : 1;
    window.highest = sequence;
    return true;
  }
  const std::uint64_t age = window.highest - sequence;
  if (age >= kWidth || (window.seen >> age & 1) != 0) return false;
  window.seen |= std::uint64_t{1} << age;
  return true;
}

void ReplayGuard::set_back(NodeId sender, Incarnation incarnation) {
  const auto known = windows_.find(sender);
  if (known != windows_.end() && known->second.incarnation > incarnation) windows_.erase(known);
}

bool ReplayGuard::close(NodeId sender) {
  const auto known = windows_.find(sender);
  if (known == windows_.end()) return false;
  known->second.seen = ~std::uint64_t{0};
  return true;
}

}  // namespace herald::own
