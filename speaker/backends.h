// Where the traffic of a Service can be delivered, in the two grades that kube-proxy has (KEP-1669): ready
// endpoints; and when no endpoint is ready, those that are on their way out but still serve. By family,
// because an IPv6 address is only served by IPv6 endpoints.
#pragma once

#include "core/model/endpoints.h"
#include "core/own/node_id.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace herald::speaker {

// What a node, or no node that is known (the id of ""), has of the endpoints of one family.
struct Place {
  own::NodeId node;
  std::uint32_t ready = 0;  // so many
  net::Family family = net::Family::ipv4;
  bool leaving = false;  // some are on their way out

  friend bool operator==(const Place&, const Place&) = default;
};

// All that is kept of a slice, and there is one for each Service of a cluster: by family and node, each once,
// and in no more memory than that takes.
using Places = std::vector<Place>;

[[nodiscard]] Places places_of(const model::EndpointSlice& slice);

// All slices of a Service, as an address of one family sees them.
class Backends {
 public:
  explicit Backends(net::Family family) : family_(family) {}

  void add(const Places& slice);

  [[nodiscard]] bool any() const { return ready_ || leaving_; }
  [[nodiscard]] std::uint32_t ready_on(std::string_view node) const;
  // Whether it is delivered there now.
  [[nodiscard]] bool delivered_on(std::string_view node) const;

 private:
  [[nodiscard]] const Place* find(std::string_view node) const;

  net::Family family_;
  bool ready_ = false;    // some endpoint is, be its node known or not
  bool leaving_ = false;  // some endpoint still serves
  Places places_;         // on nodes that are known
};

}  // namespace herald::speaker
