#include "core/own/roster.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace herald::own {
namespace {

// A cluster that scales up and down for years must not fill the memory with names.
constexpr std::size_t kMostFormer = 4096;

bool is_better(const Member& a, const Member& b) {
  if (a.incarnation != b.incarnation) return a.incarnation > b.incarnation;
  return a.address < b.address;
}

}  // namespace

Roster::Roster(const Member& self)
    : self_(self), self_id_(node_id(self.node)), nodes_{self_id_}, members_{self} {}

Roster::Difference Roster::replace(const std::vector<Member>& members) {
  std::map<NodeId, Member> next;
  for (const Member& member : members) {
    const auto [entry, first] = next.emplace(node_id(member.node), member);
    const bool same_name = entry->second.node == member.node;
    const bool earlier_name = member.node < entry->second.node;
    if (!first && (same_name ? is_better(member, entry->second) : earlier_name)) entry->second = member;
  }
  const auto mine = next.find(self_id_);
  superseded_ = mine != next.end() && mine->second.incarnation > self_.incarnation;
  next.insert_or_assign(self_id_, self_);

  Difference difference;
  for (std::size_t place = 0; place < nodes_.size(); ++place) {
    if (next.contains(nodes_[place])) continue;
    difference.left.insert(nodes_[place]);
    remember(nodes_[place], members_[place]);
  }
  for (const auto& [node, member] : next) {
    const Member* const before = find(node);
    if (before == nullptr) difference.joined.insert(node);
    if (before != nullptr && !(*before == member)) difference.changed.insert(node);
    former_.erase(node);
  }
  nodes_.clear();
  members_.clear();
  for (const auto& [node, member] : next) {
    nodes_.push_back(node);
    members_.push_back(member);
  }
  return difference;
}

const Member* Roster::find(NodeId node) const {
  const auto place = std::ranges::lower_bound(nodes_, node);
  if (place == nodes_.end() || *place != node) return nullptr;
  return &members_[static_cast<std::size_t>(place - nodes_.begin())];
}

const NodeName& Roster::name_of(NodeId node) const {
  static const NodeName nobody;
  if (const Member* member = find(node)) return member->node;
  const auto entry = former_.find(node);
  return entry == former_.end() ? nobody : entry->second.node;
}

bool Roster::has_left(NodeId node, Incarnation incarnation) const {
  const auto entry = former_.find(node);
  return entry != former_.end() && entry->second.incarnation >= incarnation;
}

std::optional<NodeId> Roster::former_at(const net::IpAddress& address, std::uint16_t port) const {
  const auto entry = std::ranges::find_if(former_, [&](const auto& former) {
    return former.second.address == address && former.second.port == port;
  });
  return entry == former_.end() ? std::nullopt : std::optional(entry->first);
}

void Roster::remember(NodeId node, const Member& member) {
  if (former_.size() >= kMostFormer) former_.erase(former_.begin());
  former_.insert_or_assign(node, member);
}

}  // namespace herald::own
