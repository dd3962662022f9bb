// Who waits for what: turns "this has been freed" into exactly the Services that it may help.
#pragma once

#include "core/alloc/waits.h"
#include "core/model/service.h"

#include <map>
#include <set>
#include <string>

namespace herald::controller {

using ServiceKeys = std::set<model::ServiceKey>;

class Waiters {
 public:
  // Replaces what the Service waits for. One that waits for nothing in particular is still a waiter: a change
  // of the pools may help it.
  void set(const model::ServiceKey& key, const alloc::Waits& waits);
  void remove(const model::ServiceKey& key);

  [[nodiscard]] ServiceKeys woken_by(const alloc::Waits& freed) const;
  [[nodiscard]] ServiceKeys all() const;

 private:
  template <class Thing>
  using Index = std::map<Thing, ServiceKeys, std::less<>>;

  std::map<model::ServiceKey, alloc::Waits> waits_;
  Index<std::string> by_pool_;
  Index<net::IpAddress> by_address_;
  Index<std::string> by_sharing_key_;
};

}  // namespace herald::controller
