// What this node knows of the others: members, views, sessions, and who is dead. It keeps this node's own
// view in step with its sessions, and says whose standing has changed since it was last asked. It knows
// nothing of addresses.
#pragma once

#include "core/base/time.h"
#include "core/own/events.h"
#include "core/own/peers.h"
#include "core/own/roster.h"
#include "core/own/views.h"

#include <vector>

namespace herald::own {

class Census {
 public:
  explicit Census(const Member& self);

  Roster::Difference set_roster(Instant now, const std::vector<Member>& members);
  // True when it is news. Views of the past, of those who have left, and of too many strangers are none; nor
  // is a view of a later process than its member's Lease tells of, unless that process said it itself: others
  // may not have heard yet that the Lease has set a clock right that was ahead.
  bool hear(Instant now, const View& view, NodeId said_by);
  // It is of one who is no member any more, and later than what was known of him when he left: he has lived
  // on, and others hear him.
  [[nodiscard]] bool has_outlived_its_lease(const View& view) const;
  // Who was heard before it was known who the members are, and is none, may have left since.
  void forget_strangers(Instant now);
  // It was said to be alive before it was a member again: if it is not, that is news.
  void presume_told_up(NodeId node) { told_.insert_or_assign(node, Liveness::up); }
  bool set_liveness(NodeId node, bool up);
  void heard_from(Instant now, NodeId node) { peers_.heard(now, node); }
  void restart_sessions(Instant now);
  // Sessions that never came up.
  bool expire(Instant now);
  [[nodiscard]] Instant next_deadline() const { return peers_.next_deadline(); }

  // What this node says of itself, but for `down`, which is kept here.
  struct Self {
    bool waiting = true;
    bool joining = false;
    bool draining = false;
    bool cut_off = false;
    std::vector<InterfaceNeed> unmet;

    friend bool operator==(const Self&, const Self&) = default;
  };
  // Brings verdict, sessions and own view in line with each other after any of the above.
  void settle(Instant now, const Self& self);

  struct News {
    NodeIds standing;         // of these anything may have changed
    bool candidates = false;  // who may take something, and what
    bool own_view = false;    // to be told to all
    bool partners = false;    // other sessions, or other addresses of them
    std::vector<effect::MemberSeen> seen;
  };
  // Since the last call.
  [[nodiscard]] News take_news();

  [[nodiscard]] const Roster& roster() const { return roster_; }
  [[nodiscard]] const Views& views() const { return views_; }
  [[nodiscard]] const Peers& peers() const { return peers_; }
  [[nodiscard]] NodeId self() const { return roster_.self(); }
  [[nodiscard]] const View& own_view() const { return *views_.find(self()); }
  [[nodiscard]] const NodeIds& dead() const { return dead_; }
  [[nodiscard]] bool condemned() const { return condemned_; }  // the others take this node for dead

  // What it holds is its own, as far as the node itself goes.
  [[nodiscard]] bool may_hold(NodeId node, InterfaceNeed need) const;
  [[nodiscard]] bool meets(NodeId node, InterfaceNeed need) const;
  // It may be dealt something. Not asked of this node's own condemnation.
  [[nodiscard]] bool may_take(NodeId node) const {
    return roster_.find(node) != nullptr && taker(node) != nullptr;
  }
  // The view of a member, if it may be dealt something.
  [[nodiscard]] const View* taker(NodeId member) const;
  // Neither a member nor ever heard of: an owner that left long ago.
  [[nodiscard]] bool is_known(NodeId node) const;

 private:
  void remember_lost(Instant now, NodeId node);
  void remember_last_words(NodeId node);
  void renew_own_view(Instant now, const Self& self);
  void judge();
  void add_accused_strangers();

  Roster roster_;
  Ring ring_;
  NodeIds usual_partners_;  // when nobody is gone
  Views views_;
  Peers peers_;
  NodeIds dead_;
  bool condemned_ = false;
  bool stale_ = true;  // ring, accusations or sessions have changed since the last verdict
  Self settled_;       // as it was then
  std::map<NodeId, Liveness> told_;
  // Who was dead when he ceased to be a member here. For others he may still be one, who need this node's
  // word to find him dead.
  std::map<NodeId, Instant> lost_;
  std::map<NodeId, View::Version> last_words_;  // of former members
  News news_;
};

}  // namespace herald::own
