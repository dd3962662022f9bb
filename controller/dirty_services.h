// The Services to be looked at again, each once, the oldest first: who came first is served first.
#pragma once

#include "core/model/service.h"

#include <optional>
#include <set>
#include <utility>

namespace herald::controller {

class DirtyServices {
 public:
  void add(const model::Service& service) { waiting_.emplace(service.created, service.key); }
  void clear() { waiting_.clear(); }

  [[nodiscard]] std::optional<model::ServiceKey> take() {
    if (waiting_.empty()) return std::nullopt;
    return std::move(waiting_.extract(waiting_.begin()).value().second);
  }

 private:
  std::set<std::pair<UnixSeconds, model::ServiceKey>> waiting_;
};

}  // namespace herald::controller
