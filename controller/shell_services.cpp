#include "controller/shell_services.h"

#include "controller/verdict.h"

namespace herald::controller {

void ServiceIndex::see(const model::Service& service, Instant now) {
  const bool concerns_us = service.is_load_balancer || !service.ingress.empty() || service.assigned;
  if (!concerns_us) return forget(service.key);
  const auto [at, is_new] = services_.try_emplace(service.key);
  KnownService& known = at->second;
  const bool became_ours = is_new || known.uid != service.uid || !known.is_load_balancer;
  known.uid = service.uid;
  known.resource_version = service.resource_version;
  known.is_load_balancer = service.is_load_balancer;
  known.has_address = !service.ingress.empty();
  known.pool = pool_annotation(service);
  known.condition = service.assigned;
  if (known.has_address || !known.is_load_balancer) {
    known.waiting_since.reset();
  } else if (became_ours) {
    known.waiting_since = now;
  }
}

const KnownService* ServiceIndex::find(const model::ServiceKey& key) const {
  const auto at = services_.find(key);
  return at == services_.end() ? nullptr : &at->second;
}

std::optional<Duration> ServiceIndex::take_wait(const model::ServiceKey& key, Instant now) {
  const auto at = services_.find(key);
  if (at == services_.end() || !at->second.waiting_since) return std::nullopt;
  const Duration waited = now - *at->second.waiting_since;
  at->second.waiting_since.reset();
  return waited;
}

}  // namespace herald::controller
