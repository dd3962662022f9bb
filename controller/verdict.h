// From a decision to what the API server shall show. Says what, not when: the writer compares and writes.
#pragma once

#include "controller/plan.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::controller {

struct Wanted {
  std::vector<net::IpAddress> ingress;
  std::optional<model::Condition> condition;  // absent: shall not be there
  std::optional<std::string> pool;  // lb.herald/pool; empty: shall not be there; absent: stays as it is
  std::string protocol = {};        // lb.herald/protocol, likewise; it stays as it is when the pool does
  std::string adopted = {};         // lb.herald/adopted; empty: shall not be there

  friend bool operator==(const Wanted&, const Wanted&) = default;
};

// `told` is the condition as people can read it now. One that says "all is well" is left alone while all is
// well: Assigned does not become Kept at the next glance, which would be a write for nothing.
[[nodiscard]] Wanted render(const model::Service& service, const Decision& decision,
                            const std::optional<model::Condition>& told);

[[nodiscard]] model::Condition as_condition(const model::Refusal& refusal);

// Whether a Service with this reason has just what it asked for.
[[nodiscard]] bool is_healthy(model::Reason reason);
[[nodiscard]] bool says_healthy(const model::Condition& condition);

// What the Service carries in lb.herald/pool; empty when nothing.
[[nodiscard]] std::string_view pool_annotation(const model::Service& service);
// Our annotations that are not as wanted, as they shall be; empty: not there.
[[nodiscard]] model::Labels notes_to_make(const model::Service& service, const Wanted& wanted);

}  // namespace herald::controller
