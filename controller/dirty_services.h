// The Services to be looked at again, each once, the oldest first: who came first is served first.
#pragma once

#include "core/model/service.h"

#include <optional>
#include <set>
#include <utility>

namespace herald::controller {

// The order in which Services that compete are served (model::older), as a key of containers.
using Seniority = std::pair<UnixSeconds, model::ServiceKey>;
[[nodiscard]] inline Seniority seniority_of(const model::Service& service) {
  return {service.created, service.key};
}

class DirtyServices {
 public:
  void add(const model::Service& service) { waiting_.insert(seniority_of(service)); }
  void remove(const Seniority& service) { waiting_.erase(service); }
  void clear() { waiting_.clear(); }

  [[nodiscard]] std::optional<Seniority> first() const {
    return waiting_.empty() ? std::nullopt : std::optional(*waiting_.begin());
  }

 private:
  std::set<Seniority> waiting_;
};

}  // namespace herald::controller
