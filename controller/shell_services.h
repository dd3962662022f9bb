// What the shell itself remembers of the Services that concern us, for what the brain does not decide: the
// times in conditions, the uid in Events, metrics and the state page. No decision reads it.
#pragma once

#include "core/base/time.h"
#include "core/model/service.h"

#include <map>
#include <optional>
#include <string>

namespace herald::controller {

struct KnownService {
  std::string uid;
  std::string resource_version;
  bool is_load_balancer = false;
  bool has_address = false;
  std::string pool;  // lb.herald/pool
  std::optional<model::Condition> condition;
  std::optional<Instant> waiting_since;  // seen without an address, and nothing decided yet
};

class ServiceIndex {
 public:
  using Services = std::map<model::ServiceKey, KnownService>;

  // The watch, or the answer to a write, shows it so.
  void see(const model::Service& service, Instant now);
  void forget(const model::ServiceKey& key) { services_.erase(key); }

  // Null for those that never concerned us.
  [[nodiscard]] const KnownService* find(const model::ServiceKey& key) const;
  // How long it has been without a decision; once.
  [[nodiscard]] std::optional<Duration> take_wait(const model::ServiceKey& key, Instant now);

  [[nodiscard]] const Services& all() const { return services_; }

 private:
  Services services_;
};

}  // namespace herald::controller
