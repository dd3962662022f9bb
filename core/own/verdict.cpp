#include "core/own/verdict.h"

#include <algorithm>
#include <cstddef>

namespace herald::own {
namespace {

bool is_majority(std::size_t accusing, std::size_t voters) {
  if (voters <= 2) return voters != 0 && accusing == voters;
  return 2 * accusing > voters;
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

bool add_those_who_vouch_for_each_other(const Ring& ring, const Accusations& accusations, NodeIds& dead,
                                        NodeId me) {
  NodeIds set = suspects(ring, accusations, dead, me);
  for (;;) {
    NodeIds gone = dead;
    gone.insert(set.begin(), set.end());
    const std::size_t before = set.size();
    std::erase_if(set, [&](NodeId suspect) { return !is_condemned(ring, accusations, gone, suspect); });
    if (set.size() == before) break;
  }
  const bool any = !set.empty();
  dead.merge(set);
  return any;
}

}  // namespace

bool is_condemned(const Ring& ring, const Accusations& accusations, const NodeIds& dead, NodeId node) {
  const auto entry = accusations.find(node);
  if (entry == accusations.end()) return false;
  const auto voters = ring.watchers_of(node, dead);
  const auto accusing = std::count_if(voters.begin(), voters.end(),
                                      [&](NodeId voter) { return entry->second.contains(voter); });
  return is_majority(static_cast<std::size_t>(accusing), voters.size());
}

NodeIds dead_members(const Ring& ring, const Accusations& accusations, NodeId me) {
  NodeIds dead;
  if (accusations.empty()) return dead;
  do {
    add_the_certain(ring, accusations, dead, me);
  } while (add_those_who_vouch_for_each_other(ring, accusations, dead, me));
  return dead;
}

}  // namespace herald::own
