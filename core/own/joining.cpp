#include "core/own/joining.h"

#include <algorithm>

namespace herald::own {

void Joining::begin(Instant now, const NodeIds& members) {
  asked_ = silent_ = members;
  under_way_ = true;
  heard_.clear();
  round_at_ = now;
  deadline_ = now + kAtMost;
  last_deadline_ = now + kAtMostForHeard;
}

void Joining::follow(const NodeIds& members) {
  for (const NodeId node : members) {
    if (asked_.insert(node).second) silent_.insert(node);
  }
  std::erase_if(silent_, [&](NodeId node) { return !members.contains(node); });
  std::erase_if(heard_, [&](NodeId node) { return !members.contains(node); });
}

void Joining::heard(NodeId node) {
  if (silent_.contains(node)) heard_.insert(node);
}

void Joining::answered(NodeId node) {
  silent_.erase(node);
  heard_.erase(node);
}

bool Joining::done(const NodeIds& dead) const {
  if (deadline_ == kNever) return true;
  return heard_.empty() && std::includes(dead.begin(), dead.end(), silent_.begin(), silent_.end());
}

NodeIds Joining::take_round(Instant now) {
  if (now >= deadline_) deadline_ = heard_.empty() || now >= last_deadline_ ? kNever : last_deadline_;
  if (deadline_ == kNever) round_at_ = kNever;
  if (now < round_at_) return {};
  round_at_ = now + kRetry;
  return silent_;
}

Instant Joining::next_deadline() const {
  return std::min(round_at_, deadline_);
}

}  // namespace herald::own
