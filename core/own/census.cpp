#include "core/own/census.h"

#include "core/own/verdict.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace herald::own {
namespace {

// Speakers that the API server has not yet shown us. More than this is no delay, it is nonsense.
constexpr std::size_t kMostStrangers = 1024;
constexpr std::size_t kMostLost = 16;
constexpr Duration kLostMemory = std::chrono::hours(1);

bool meets(const View& view, InterfaceNeed need) {
  return view.unmet.size() <= kMostUnmet && !std::binary_search(view.unmet.begin(), view.unmet.end(), need);
}

bool takes_differently(const View& a, const View& b) {
  return a.takes() != b.takes() || a.unmet != b.unmet;
}

bool same_but_version(const View& a, View b) {
  b.sequence = a.sequence;
  return a == b;
}

}  // namespace

Census::Census(const Member& self) : roster_(self), ring_(roster_.ring()) {
  View view;
  view.sender = roster_.self();
  view.incarnation = self.incarnation;
  view.sequence = 1;
  view.waiting = true;
  views_.hear(Instant{}, view);
}

Roster::Difference Census::set_roster(Instant now, const std::vector<Member>& members) {
  auto difference = roster_.replace(members);
  for (const NodeId node : difference.left) {
    if (dead_.contains(node)) remember_lost(now, node);
    remember_last_words(node);
    views_.forget(now, node);
    told_.erase(node);
  }
  for (const NodeId node : difference.joined) {
    last_words_.erase(node);
    lost_.erase(node);
  }
  // The Lease is the last word on who is real: a restarted node whose clock was set back is heard again.
  for (const NodeId node : difference.changed) {
    const View* view = views_.find(node);
    if (view != nullptr && view->incarnation != roster_.find(node)->incarnation && node != self() &&
        view->incarnation > roster_.find(node)->incarnation)
      views_.forget(now, node);
  }
  if (!difference.joined.empty() || !difference.left.empty()) {
    ring_ = roster_.ring();
    usual_partners_ = ring_.partners_of(self(), {});
  }
  stale_ = true;
  news_.partners |= !difference.changed.empty();
  news_.candidates = true;
  for (const NodeIds* nodes : {&difference.joined, &difference.left, &difference.changed})
    news_.standing.insert(nodes->begin(), nodes->end());
  return difference;
}

void Census::remember_lost(Instant now, NodeId node) {
  std::erase_if(lost_, [&](const auto& lost) { return lost.second + kLostMemory < now; });
  if (lost_.size() < kMostLost) lost_.insert_or_assign(node, now);
}

void Census::remember_last_words(NodeId node) {
  const View* const view = views_.find(node);
  if (view == nullptr) return;
  if (last_words_.size() >= kMostStrangers) last_words_.erase(last_words_.begin());
  last_words_.insert_or_assign(node, view->version());
}

bool Census::has_outlived_its_lease(const View& view) const {
  const auto last = last_words_.find(view.sender);
  return last != last_words_.end() && view.version() > last->second;
}

bool Census::hear(Instant now, const View& view, NodeId said_by) {
  if (view.sender == self()) return false;
  const Member* member = roster_.find(view.sender);
  if (member != nullptr && view.incarnation < member->incarnation) return false;
  if (member != nullptr && view.incarnation > member->incarnation && said_by != view.sender) return false;
  if (member == nullptr) {
    const bool full = views_.size() >= roster_.nodes().size() + kMostStrangers;
    if (roster_.has_left(view.sender, view.incarnation)) return false;
    if (full && views_.find(view.sender) == nullptr) return false;
  }
  const View* before = views_.find(view.sender);
  const bool restarted = before != nullptr && before->incarnation != view.incarnation;
  const bool candidate = before == nullptr || takes_differently(*before, view);
  const bool accuses_alike = before == nullptr ? view.down.empty() : before->down == view.down;
  if (!views_.hear(now, view)) return false;
  news_.candidates |= candidate;
  stale_ |= restarted || !accuses_alike;
  if (restarted) peers_.restart(now, view.sender);
  news_.standing.insert(view.sender);
  return true;
}

void Census::forget_strangers(Instant now) {
  for (const View& view : views_.in_buckets(~std::uint32_t{0})) {
    if (roster_.find(view.sender) != nullptr) continue;
    views_.forget(now, view.sender);
    news_.standing.insert(view.sender);
    stale_ = true;
  }
}

bool Census::set_liveness(NodeId node, bool up) {
  const bool news = peers_.set(node, up);
  stale_ |= news;
  return news;
}

void Census::restart_sessions(Instant now) {
  peers_.restart_all(now);
  stale_ = true;
}

bool Census::expire(Instant now) {
  const bool news = peers_.expire(now);
  stale_ |= news;
  return news;
}

// The verdict decides whom to watch, which decides the own view, which is part of the verdict. Each round can
// only follow a change of the one before; the bound is there because a proof of that is not. Most of what is
// heard is another node that begins or ends something, and leads to none of this.
void Census::settle(Instant now, const Self& self) {
  if (!stale_ && self == settled_) return;
  stale_ = false;
  settled_ = self;
  constexpr int kMostRounds = 8;
  for (int round = 0; round < kMostRounds; ++round) {
    judge();
    news_.partners |= peers_.keep(now, ring_.partners_of(roster_.self(), dead_), usual_partners_);
    const std::uint64_t version = own_view().sequence;
    renew_own_view(now, self);
    if (own_view().sequence == version) return;
  }
}

void Census::judge() {
  const NodeIds before = std::exchange(dead_, dead_members(ring_, views_.accusations(), self(), peers_.up()));
  add_accused_strangers();
  const bool condemned = is_condemned(ring_, views_.accusations(), dead_, self());
  if (std::exchange(condemned_, condemned) != condemned) {
    news_.standing.insert(self());
    news_.candidates = true;
  }
  news_.candidates |= before != dead_;
  std::set_symmetric_difference(before.begin(), before.end(), dead_.begin(), dead_.end(),
                                std::inserter(news_.standing, news_.standing.end()));
}

// No ring of ours watches him, so no majority will ever be found: those who know him are believed.
void Census::add_accused_strangers() {
  for (const auto& [accused, accusers] : views_.accusations()) {
    if (roster_.find(accused) == nullptr) dead_.insert(accused);
  }
}

void Census::renew_own_view(Instant now, const Self& self) {
  View view = own_view();
  view.waiting = self.waiting;
  view.joining = self.joining;
  view.draining = self.draining;
  view.cut_off = self.cut_off || self.unmet.size() > kMostUnmet;
  view.unmet = self.unmet;
  std::sort(view.unmet.begin(), view.unmet.end());
  view.unmet.erase(std::unique(view.unmet.begin(), view.unmet.end()), view.unmet.end());
  if (view.unmet.size() > kMostUnmet) view.unmet.clear();
  view.down.clear();
  // Whoever hears nobody must not accuse anybody once it knows that the fault is its own.
  if (!self.cut_off) {
    for (const NodeId node : ring_.to_watch(roster_.self(), dead_)) {
      if (peers_.is_down(node) && view.down.size() < kMostDown) view.down.push_back(node);
    }
    for (const auto& [node, since] : lost_) {
      if (view.down.size() < kMostDown) view.down.push_back(node);
    }
    std::sort(view.down.begin(), view.down.end());
  }
  if (same_but_version(own_view(), view)) return;
  news_.candidates |= takes_differently(own_view(), view);
  ++view.sequence;
  views_.hear(now, view);
  news_.own_view = true;
  news_.standing.insert(roster_.self());
}

Census::News Census::take_news() {
  for (const NodeId node : news_.standing) {
    if (node == self() || roster_.find(node) == nullptr) continue;
    const View* view = views_.find(node);
    Liveness state = view != nullptr && view->draining ? Liveness::leaving : Liveness::up;
    if (dead_.contains(node)) state = Liveness::down;
    const auto told = told_.find(node);
    if (told != told_.end() ? told->second == state : view == nullptr) continue;
    told_.insert_or_assign(node, state);
    news_.seen.push_back({roster_.name_of(node), state});
  }
  return std::exchange(news_, {});
}

bool Census::may_hold(NodeId node, InterfaceNeed need) const {
  if (dead_.contains(node) || !is_known(node)) return false;
  const View* view = views_.find(node);
  return view == nullptr || (view->holds() && own::meets(*view, need));
}

bool Census::meets(NodeId node, InterfaceNeed need) const {
  const View* view = views_.find(node);
  return view == nullptr || own::meets(*view, need);
}

const View* Census::taker(NodeId member) const {
  const View* view = views_.find(member);
  return view != nullptr && view->takes() && !dead_.contains(member) ? view : nullptr;
}

bool Census::is_known(NodeId node) const {
  return roster_.find(node) != nullptr || views_.find(node) != nullptr;
}

}  // namespace herald::own
