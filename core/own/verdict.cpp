#include "core/own/verdict.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace herald::own {
namespace {

bool is_majority(std::size_t accusing, std::size_t voters) {
  if (voters <= 2) return voters != 0 && accusing == voters;
  return 2 * accusing > voters;
}

bool is_condemned_by(const Accusations& accusations, const std::vector<NodeId>& voters, NodeId node) {
  const auto entry = accusations.find(node);
  if (entry == accusations.end()) return false;
  const auto accusing = std::count_if(voters.begin(), voters.end(),
                                      [&](NodeId voter) { return entry->second.contains(voter); });
  return is_majority(static_cast<std::size_t>(accusing), voters.size());
}

NodeIds suspects(const Ring& ring, const Accusations& accusations, const NodeIds& dead, NodeId me) {
  NodeIds found;
  for (const auto& [accused, accusers] : accusations) {
    if (accused != me && ring.contains(accused) && !dead.contains(accused)) found.insert(accused);
  }
  return found;
}

// In rounds, not one by one: the outcome must not depend on an order.
bool add_the_certain(const Ring& ring, const Accusations& accusations, NodeIds& dead, NodeId me) {
  bool any = false;
  for (;;) {
    NodeIds more;
    for (const NodeId suspect : suspects(ring, accusations, dead, me)) {
      if (is_condemned(ring, accusations, dead, suspect)) more.insert(suspect);
    }
    if (more.empty()) return any;
    any = true;
    dead.merge(more);
  }
}

std::vector<NodeId> voters_outside(const Ring& ring, const NodeIds& dead, const NodeIds& set, NodeId node) {
  auto voters = ring.watchers_of(node, dead);
  std::erase_if(voters, [&](NodeId voter) { return set.contains(voter); });
  return voters;
}

// Whoever is watched by members of the set alone joins it: nobody beyond suspicion says that it lives.
void add_the_unvouched(const Ring& ring, const NodeIds& dead, NodeIds& set, const NodeIds& vouched) {
  std::vector<NodeId> fresh(set.begin(), set.end());
  while (!fresh.empty()) {
    const NodeIds near = ring.watched_by(fresh.back(), dead);
    fresh.pop_back();
    for (const NodeId node : near) {
      if (vouched.contains(node) || dead.contains(node) || set.contains(node)) continue;
      if (!voters_outside(ring, dead, set, node).empty()) continue;
      set.insert(node);
      fresh.push_back(node);
    }
  }
}

// Of the set that is left, those die whom somebody outside accuses. The others only count for nothing, until
// the ring has closed over the dead and somebody watches them.
bool add_those_who_vouch_for_each_other(const Ring& ring, const Accusations& accusations, NodeIds& dead,
                                        NodeId me, const NodeIds& vouched) {
  NodeIds set = suspects(ring, accusations, dead, me);
  add_the_unvouched(ring, dead, set, vouched);
  for (;;) {
    const NodeIds round = set;
    std::erase_if(set, [&](NodeId node) {
      const auto voters = voters_outside(ring, dead, round, node);
      return !voters.empty() && !is_condemned_by(accusations, voters, node);
    });
    if (set.size() == round.size()) break;
  }
  NodeIds condemned;
  for (const NodeId node : set) {
    if (is_condemned_by(accusations, voters_outside(ring, dead, set, node), node)) condemned.insert(node);
  }
  const bool any = !condemned.empty();
  dead.merge(condemned);
  return any;
}

}  // namespace

bool is_condemned(const Ring& ring, const Accusations& accusations, const NodeIds& dead, NodeId node) {
  return accusations.contains(node) && is_condemned_by(accusations, ring.watchers_of(node, dead), node);
}

NodeIds dead_members(const Ring& ring, const Accusations& accusations, NodeId me, const NodeIds& heard) {
  NodeIds dead;
  if (accusations.empty()) return dead;
  NodeIds vouched = heard;
  vouched.insert(me);
  do {
    add_the_certain(ring, accusations, dead, me);
  } while (add_those_who_vouch_for_each_other(ring, accusations, dead, me, vouched));
  return dead;
}

}  // namespace herald::own
