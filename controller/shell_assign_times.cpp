#include "controller/shell_assign_times.h"

namespace herald::controller {

void AssignTimes::see(const model::Service& service, Instant now) {
  // One that was refused before this process came bears our condition: its wait has ended, and what an
  // address takes hours later is not the time of a decision.
  if (!service.is_load_balancer || !service.ingress.empty() || service.assigned) return forget(service.key);
  const model::Service* const known = known_.find(service.key);
  const bool is_new = known == nullptr || known->uid != service.uid || !known->is_load_balancer;
  if (!is_new) return;
  const auto [wait, added] = waits_.try_emplace(service.key, Wait{service.uid, now});
  if (!added && wait->second.uid != service.uid) wait->second = {service.uid, now};
}

std::optional<Duration> AssignTimes::take(const model::ServiceKey& key, Instant now) {
  const auto at = waits_.find(key);
  if (at == waits_.end()) return std::nullopt;
  const Duration waited = now - at->second.since;
  waits_.erase(at);
  return waited;
}

}  // namespace herald::controller
