// The product in the small world: the allocator and plan(), carried out as a brain would, with nothing
// reconsidered but what a change may concern. A value, so that every history is continued from a copy.
#pragma once

#include "controller/plan.h"
#include "core/alloc/allocator.h"
#include "tests/exhaustive/alloc_operation.h"
#include "tests/exhaustive/alloc_oracle.h"

#include <array>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::exhaustive {

class World {
 public:
  World();

  void apply(const Operation& operation);
  [[nodiscard]] std::optional<Shown> shown(int service) const;

 private:
  struct Entry {
    int variant = -1;
    std::vector<net::IpAddress> ingress;
    std::string pool_annotation;
    bool has_trouble = false;
    model::Reason reason = model::Reason::kept;
    alloc::Waits waits;
  };

  [[nodiscard]] model::Service service(int number) const;
  void configure(int setting);
  void restart();
  void reconsider(int number);
  void show(int number, const controller::Decision& decision);
  void wake(const alloc::Waits& freed, int but);
  void settle();

  alloc::Allocator allocator_;
  std::array<Entry, kServices> entries_;
  std::set<int> dirty_;
  int setting_ = 0;
};

}  // namespace herald::exhaustive
