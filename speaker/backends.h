// Where the traffic of a Service can be delivered, in the two grades that kube-proxy has (KEP-1669): ready
// endpoints; and when no endpoint is ready, those that are on their way out but still serve. By family,
// because an IPv6 address is only served by IPv6 endpoints.
#pragma once

#include "core/model/endpoints.h"
#include "core/own/types.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace herald::speaker {

struct Backends {
  bool ready = false;    // some endpoint is ready, be its node known or not
  bool leaving = false;  // some endpoint still serves
  own::NodeSet ready_nodes;
  std::vector<std::uint32_t> ready_counts;  // how many ready endpoints each of ready_nodes has
  own::NodeSet leaving_nodes;

  [[nodiscard]] bool any() const { return ready || leaving; }
  [[nodiscard]] std::uint32_t ready_on(std::string_view node) const;
  // Where it is delivered now.
  [[nodiscard]] const own::NodeSet& nodes() const { return ready ? ready_nodes : leaving_nodes; }

  friend bool operator==(const Backends&, const Backends&) = default;
};

using BackendsByFamily = std::array<Backends, 2>;

[[nodiscard]] BackendsByFamily backends_of(const model::EndpointSlice& slice);

// Adds those of another slice of the same Service.
void add(const Backends& more, Backends& all);

}  // namespace herald::speaker
