// Where the traffic of a Service can be delivered: one EndpointSlice, or one Endpoints object of an old API
// server, reduced to what announcing decides on. A Service may have several slices; they add up.
#pragma once

#include "core/model/service.h"
#include "core/net/ip.h"

#include <string>
#include <vector>

namespace herald::model {

struct Endpoint {
  net::IpAddress address;
  std::string node;          // empty when the endpoint belongs to no node we know of
  bool ready = false;        // new connections may be sent to it
  bool serving = false;      // it answers, though it may be on its way out
  bool terminating = false;  // its Pod is being deleted

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct EndpointSlice {
  ServiceKey service;  // whose endpoints these are; an empty name when the slice does not say
  std::vector<Endpoint> endpoints;

  friend bool operator==(const EndpointSlice&, const EndpointSlice&) = default;
};

}  // namespace herald::model
