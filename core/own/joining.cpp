#include "core/own/joining.h"

#include <algorithm>

namespace herald::own {

void Joining::begin(Instant now, const NodeIds& members) {
  asked_ = silent_ = members;
  under_way_ = true;
  round_at_ = now;
  deadline_ = now + kAtMost;
}

void Joining::follow(const NodeIds& members) {
  for (const NodeId node : members) {
    if (asked_.insert(node).second) silent_.insert(node);
  }
  std::erase_if(silent_, [&](NodeId node) { return !members.contains(node); });
}

bool Joining::done(const NodeIds& dead) const {
  return deadline_ == kNever || std::includes(dead.begin(), dead.end(), silent_.begin(), silent_.end());
}

NodeIds Joining::take_round(Instant now) {
  if (now >= deadline_) round_at_ = deadline_ = kNever;
  if (now < round_at_) return {};
  round_at_ = now + kRetry;
  return silent_;
}

Instant Joining::next_deadline() const {
  return std::min(round_at_, deadline_);
}

}  // namespace herald::own
