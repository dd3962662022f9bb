// The liveness sessions of this node, as far as ownership cares: whom they hear. A session that has not come
// up in time counts as down: its other end may never have started.
#pragma once

#include "core/base/time.h"
#include "core/own/ring.h"

#include <cstdint>
#include <map>

namespace herald::own {

class Peers {
 public:
  // For one whom the API server may not yet have told of this node.
  static constexpr Duration kGrace = std::chrono::seconds(1);
  // For one who learned in the same moment as this node, from the same views, that there has to be a session:
  // three packets each way, and two that may be lost.
  static constexpr Duration kShortGrace = std::chrono::milliseconds(500);
  // In all, for one who is heard meanwhile.
  static constexpr Duration kGraceOfHeard = std::chrono::seconds(3);

  // From now on exactly these; who was there before keeps what is known of it. `usual`: whose sessions do not
  // depend on others' death. True when anything changed.
  bool keep(Instant now, const NodeIds& nodes, const NodeIds& usual);
  // True when it makes a difference. Of a node that is no peer nothing is noted.
  bool set(NodeId node, bool up);
  // Some message of it: it lives, and if this node has not been heard until now, the session comes up now.
  // Each time it is given the short grace.
  void heard(Instant now, NodeId node);
  // It is another process now: what was known of its session is void.
  void restart(Instant now, NodeId node);
  // This node hears again: what it knew of all sessions is void.
  void restart_all(Instant now);
  // Gives up on those that never came up. True when there was one.
  bool expire(Instant now);
  [[nodiscard]] Instant next_deadline() const { return next_expiry_; }

  [[nodiscard]] NodeIds nodes() const;
  [[nodiscard]] NodeIds up() const;
  [[nodiscard]] bool is_down(NodeId node) const;
  // There are some, and none of them is up or may still come up.
  [[nodiscard]] bool all_down() const;

 private:
  enum class State : std::uint8_t { unseen, up, down };
  struct Peer {
    State state = State::unseen;
    Instant since;
    Instant expires;  // while unseen
  };

  void plan_expiry();

  std::map<NodeId, Peer> peers_;
  Instant next_expiry_ = kNever;
};

}  // namespace herald::own
