// What people have been told about each Service, so that they are told once. (The condition in the status is
// the writer's business; this is about Kubernetes Events.)
#pragma once

#include "controller/effects.h"
#include "core/model/service.h"

#include <cstdint>
#include <map>

namespace herald::controller {

class Teller {
 public:
  // Somebody said this before us: an earlier leader, or we before a restart.
  void recall(const model::ServiceKey& key, const model::Condition& condition);
  // Says it unless it was the last thing said. That all is as it was is no news to begin with.
  void tell(const model::ServiceKey& key, const model::Condition& condition, Effects& effects);
  void forget(const model::ServiceKey& key);

 private:
  // A digest of what was said: that two texts share one by chance costs no more than an Event, and happens
  // less than once in 10^19 times.
  using Digest = std::uint64_t;
  [[nodiscard]] static Digest digest(const model::Condition& condition);

  // Of the name, too: one for each Service ever spoken of.
  [[nodiscard]] static Digest digest(const model::ServiceKey& key);

  std::map<Digest, Digest> told_;
};

}  // namespace herald::controller
