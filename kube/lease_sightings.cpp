#include "kube/lease_sightings.h"

#include <algorithm>

namespace herald::kube {

std::vector<std::string> LeaseSightings::saw(Instant now, const std::string& name, UnixMicros renewed) {
  const auto [at, is_new] = seen_.try_emplace(name, Seen{renewed, now});
  if (!is_new && at->second.renewed == renewed) return {};
  if (!is_new) oldest_first_.erase({at->second.at, name});
  at->second = {renewed, now};
  oldest_first_.emplace(now, name);
  if (!any_ || now - last_ > limits_.gap) live_since_ = now;
  any_ = true;
  last_ = now;
  return take_expired(now);
}

void LeaseSightings::forget(const std::string& name) {
  const auto at = seen_.find(name);
  if (at == seen_.end()) return;
  oldest_first_.erase({at->second.at, name});
  seen_.erase(at);
}

std::vector<std::string> LeaseSightings::take_expired(Instant now) {
  std::vector<std::string> expired;
  while (!oldest_first_.empty()) {
    const auto oldest = oldest_first_.begin();
    if (now - std::max(oldest->first, live_since_) < limits_.lifetime) break;
    expired.push_back(oldest->second);
    oldest_first_.erase(oldest);
  }
  return expired;
}

}  // namespace herald::kube
