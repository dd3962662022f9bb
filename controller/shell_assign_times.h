// How long each Service of ours has been without an address, from when the watch shows it until something is
// decided: what herald_assign_seconds is made of. Knows only those that wait, because a cluster has thousands
// that do not; who waited before is read off what the brain has seen.
#pragma once

#include "controller/snapshot.h"
#include "core/base/time.h"
#include "core/model/service.h"

#include <map>
#include <optional>
#include <string>

namespace herald::controller {

class AssignTimes {
 public:
  // `known` is what the brain has seen; it may lag behind what is told here.
  explicit AssignTimes(const Snapshot& known) : known_(known) {}

  // The watch, or the answer to a write, shows it so.
  void see(const model::Service& service, Instant now);
  void forget(const model::ServiceKey& key) { waits_.erase(key); }
  // How long it has been without a decision; once.
  [[nodiscard]] std::optional<Duration> take(const model::ServiceKey& key, Instant now);

 private:
  struct Wait {
    std::string uid;
    Instant since;
  };

  const Snapshot& known_;
  std::map<model::ServiceKey, Wait> waits_;
};

}  // namespace herald::controller
