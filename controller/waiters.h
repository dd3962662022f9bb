// Who waits for what: turns "this has been freed" into the Services that it may help. For an address, or for
// company on it, these are few and all are told. For room in a pool there may be thousands, and one place is
// for one of them: they are asked one after another, the oldest first, for as long as there is room.
#pragma once

#include "controller/dirty_services.h"
#include "core/alloc/waits.h"
#include "core/model/service.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace herald::controller {

using ServiceKeys = std::set<model::ServiceKey>;

class Waiters {
 public:
  // Replaces what the Service waits for. One that waits for nothing in particular is still a waiter: a change
  // of the pools may help it.
  void set(const model::Service& service, const alloc::Waits& waits);
  void remove(const model::ServiceKey& key);

  // Those who wait for one of the addresses or sharing keys.
  [[nodiscard]] ServiceKeys woken_by(const alloc::Waits& freed) const;
  // The oldest who waits for this room, of those younger than `behind`.
  [[nodiscard]] std::optional<Seniority> next_for(const alloc::Room& room,
                                                  const std::optional<Seniority>& behind) const;
  [[nodiscard]] ServiceKeys all() const;

 private:
  struct Waiter {
    UnixSeconds created;
    alloc::Waits waits;
  };
  template <class Thing, class Who>
  using Index = std::map<Thing, std::set<Who>, std::less<>>;

  std::map<model::ServiceKey, Waiter> waiters_;
  Index<alloc::Room, Seniority> by_room_;
  Index<net::IpAddress, model::ServiceKey> by_address_;
  Index<std::string, model::ServiceKey> by_sharing_key_;
};

}  // namespace herald::controller
