// What must come out, read off allocation.md and configuration.md section 4 with nothing but loops over six
// addresses and three Services. Shares no code with the product but the enum of reasons. After every
// operation it reconsiders every Service until nothing changes, where the product only wakes those concerned.
#pragma once

#include "core/model/reason.h"
#include "tests/exhaustive/alloc_operation.h"

#include <array>
#include <optional>

namespace herald::exhaustive {

// What a Service shows: its address, and the reason when all is not well.
struct Shown {
  int address = -1;                      // -1: none
  std::optional<model::Reason> trouble;  // none: it has what it asked for

  friend bool operator==(const Shown&, const Shown&) = default;
};

class Oracle {
 public:
  void apply(const Operation& operation);
  [[nodiscard]] std::optional<Shown> shown(int service) const;  // none: the Service does not exist

 private:
  struct Entry {
    int variant = -1;  // -1: does not exist
    Shown shown;
    int source = -1;  // the pool that the address was given from
  };

  [[nodiscard]] const Variant& wish(int service) const {
    return kVariants[index(entries_[index(service)].variant)];
  }
  [[nodiscard]] bool offered(int address) const;
  [[nodiscard]] bool listed(int address) const;
  [[nodiscard]] bool get_along(int one, int other) const;
  [[nodiscard]] bool fits(int service, int address) const;
  [[nodiscard]] Shown decide(int service) const;
  [[nodiscard]] Shown want(int service) const;
  [[nodiscard]] Shown from_pools(int service, int first, int last) const;
  [[nodiscard]] Shown at_address(int service, int address) const;
  [[nodiscard]] bool serves_wish(int service, int address) const;
  [[nodiscard]] bool asks_for_another(int service) const;
  bool reconsider(int service);
  static std::size_t index(int number) { return static_cast<std::size_t>(number); }

  std::array<Entry, kServices> entries_;
  int setting_ = 0;
};

}  // namespace herald::exhaustive
