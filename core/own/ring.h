// Who watches whom. Members stand on a ring in the order of their ids, which are hashes; each is watched by
// the four before it. Nine members or fewer all watch each other. A member whose watchers are all gone falls
// to the next ones before them, so that it does not go unwatched when a rack dies.
//
// A pure function of the members and of who is gone: all speakers compute the same ring. It does not know who
// is gone, nor why.
#pragma once

#include "core/own/node_id.h"

#include <cstddef>
#include <set>
#include <vector>

namespace herald::own {

using NodeIds = std::set<NodeId>;

class Ring {
 public:
  static constexpr std::size_t kWatchers = 4;
  static constexpr std::size_t kMesh = 9;       // up to here everybody watches everybody
  static constexpr std::size_t kLookAhead = 8;  // so many behind a row of the gone are looked after at once
  static constexpr std::size_t kReach = 32;  // nobody watches farther than this, whatever has died in between

  Ring() = default;
  explicit Ring(std::vector<NodeId> members);

  [[nodiscard]] std::size_t size() const { return members_.size(); }
  [[nodiscard]] bool contains(NodeId node) const;

  // Those whose word counts on whether `node` is up: none of them is gone.
  [[nodiscard]] std::vector<NodeId> watchers_of(NodeId node, const NodeIds& gone) const;
  // Of whom it is a watcher; and of the near ones that are gone, or nobody would see them return.
  [[nodiscard]] NodeIds watched_by(NodeId node, const NodeIds& gone) const;
  // Whom `node` has to watch: also those of whom it may be asked next. Example: A to H stand in a row and
  // lose power. A to D are missed by those before them; E was watched by these four only, F by three of them
  // and E. Once A to D are known to be gone, E to H are looked after all at once: one after the other, each
  // would take the time that a session has to come up.
  [[nodiscard]] NodeIds to_watch(NodeId node, const NodeIds& gone) const;
  // Both directions: with whom `node` keeps a session.
  [[nodiscard]] NodeIds partners_of(NodeId node, const NodeIds& gone) const;

 private:
  // The next few behind a row of the gone, whom nobody else watches from near: it is not known whether they
  // live.
  [[nodiscard]] NodeIds doubtful(const NodeIds& gone) const;
  [[nodiscard]] std::vector<NodeId> standbys_of(NodeId node, const NodeIds& gone,
                                                const NodeIds& doubtful) const;
  [[nodiscard]] bool is_watched_from_near(NodeId node, const NodeIds& gone) const;
  [[nodiscard]] std::size_t near() const;
  [[nodiscard]] std::size_t reach() const;
  [[nodiscard]] NodeId before(std::size_t place, std::size_t steps) const;
  [[nodiscard]] std::size_t place_of(NodeId node) const;

  std::vector<NodeId> members_;  // sorted, without repeats
};

}  // namespace herald::own
