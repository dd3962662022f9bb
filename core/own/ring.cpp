#include "core/own/ring.h"

#include <algorithm>
#include <utility>

namespace herald::own {

Ring::Ring(std::vector<NodeId> members) : members_(std::move(members)) {
  std::sort(members_.begin(), members_.end());
  members_.erase(std::unique(members_.begin(), members_.end()), members_.end());
}

bool Ring::contains(NodeId node) const {
  return std::binary_search(members_.begin(), members_.end(), node);
}

std::size_t Ring::place_of(NodeId node) const {
  return static_cast<std::size_t>(std::lower_bound(members_.begin(), members_.end(), node) -
                                  members_.begin());
}

std::size_t Ring::near() const {
  return members_.size() <= kMesh ? members_.size() - 1 : kWatchers;
}

std::size_t Ring::reach() const {
  return std::min(members_.size() - 1, std::max(near(), kReach));
}

NodeId Ring::before(std::size_t place, std::size_t steps) const {
  return members_[(place + members_.size() - steps) % members_.size()];
}

std::vector<NodeId> Ring::watchers_of(NodeId node, const NodeIds& gone) const {
  std::vector<NodeId> watchers;
  if (!contains(node)) return watchers;
  const std::size_t place = place_of(node);
  for (std::size_t steps = 1; steps <= near(); ++steps) {
    const NodeId watcher = before(place, steps);
    if (!gone.contains(watcher)) watchers.push_back(watcher);
  }
  if (!watchers.empty()) return watchers;
  for (std::size_t steps = near() + 1; steps <= reach() && watchers.size() < kWatchers; ++steps) {
    const NodeId watcher = before(place, steps);
    if (!gone.contains(watcher)) watchers.push_back(watcher);
  }
  return watchers;
}

// One more in a row with each round. Without an end to it, one row of the gone would put the whole ring in
// doubt.
NodeIds Ring::doubtful(const NodeIds& gone) const {
  NodeIds doubtful;
  NodeIds all = gone;
  for (std::size_t round = 0; round < kLookAhead; ++round) {
    NodeIds more;
    for (const NodeId node : all) {
      if (!contains(node)) continue;
      const NodeId next = members_[(place_of(node) + 1) % members_.size()];
      if (!all.contains(next) && !is_watched_from_near(next, all)) more.insert(next);
    }
    if (more.empty()) break;
    doubtful.insert(more.begin(), more.end());
    all.merge(more);
  }
  return doubtful;
}

bool Ring::is_watched_from_near(NodeId node, const NodeIds& gone) const {
  const std::size_t place = place_of(node);
  for (std::size_t steps = 1; steps <= near(); ++steps) {
    if (!gone.contains(before(place, steps))) return true;
  }
  return false;
}

NodeIds Ring::watched_by(NodeId node, const NodeIds& gone) const {
  NodeIds watched;
  if (!contains(node)) return watched;
  const std::size_t place = place_of(node);
  for (std::size_t steps = 1; steps <= reach(); ++steps) {
    const NodeId other = members_[(place + steps) % members_.size()];
    const auto substitutes = [&] {
      const auto watchers = watchers_of(other, gone);
      return std::find(watchers.begin(), watchers.end(), node) != watchers.end();
    };
    if (steps <= near() || substitutes()) watched.insert(other);
  }
  return watched;
}

// Those who will be asked about `node` if the doubtful ones between it and the row of the gone are gone too.
// Beyond that row doubt is no reason to leave anybody out: he lives, as far as anybody knows.
std::vector<NodeId> Ring::standbys_of(NodeId node, const NodeIds& gone, const NodeIds& doubtful) const {
  std::vector<NodeId> standbys;
  if (!doubtful.contains(node) || !contains(node)) return standbys;
  const std::size_t place = place_of(node);
  bool beyond = false;
  for (std::size_t steps = 1; steps <= reach() && standbys.size() < kWatchers; ++steps) {
    const NodeId other = before(place, steps);
    beyond = beyond || gone.contains(other);
    if (beyond && !gone.contains(other)) standbys.push_back(other);
  }
  return standbys;
}

NodeIds Ring::to_watch(NodeId node, const NodeIds& gone) const {
  NodeIds watched = watched_by(node, gone);
  const NodeIds doubtful = this->doubtful(gone);
  for (const NodeId other : doubtful) {
    const auto standbys = standbys_of(other, gone, doubtful);
    if (std::ranges::find(standbys, node) != standbys.end()) watched.insert(other);
  }
  return watched;
}

NodeIds Ring::partners_of(NodeId node, const NodeIds& gone) const {
  NodeIds partners = to_watch(node, gone);
  if (!contains(node)) return partners;
  const std::size_t place = place_of(node);
  for (std::size_t steps = 1; steps <= near(); ++steps)
    partners.insert(before(place, steps));
  for (const NodeId watcher : watchers_of(node, gone))
    partners.insert(watcher);
  for (const NodeId standby : standbys_of(node, gone, doubtful(gone)))
    partners.insert(standby);
  return partners;
}

}  // namespace herald::own
