// Services and EndpointSlices with the fields that carrying traffic needs, which are others than those that
// announcing needs. Values only; decoded like the product's own objects, so that the product's watcher
// follows them.
#pragma once

#include "core/model/service.h"
#include "core/net/ip.h"
#include "kube/decode.h"
#include "kube/resource_path.h"

#include <cstdint>
#include <string>
#include <vector>

namespace herald::lab {

inline constexpr kube::Resource kEndpointSlices{"discovery.k8s.io/v1", "endpointslices"};

struct CarriedPort {
  std::string name;
  model::Protocol protocol = model::Protocol::tcp;
  std::uint16_t number = 0;
  std::uint16_t node_port = 0;  // 0: none
};

struct CarriedService {
  std::vector<net::IpAddress> cluster_ips;
  std::vector<net::IpAddress> external_ips;  // of the load balancer's status, and spec.externalIPs
  std::vector<CarriedPort> ports;
  bool local_only = false;         // externalTrafficPolicy Local
  bool sticky_clients = false;     // sessionAffinity ClientIP
  bool prefers_same_node = false;  // trafficDistribution PreferSameNode
};

struct Backend {
  net::IpAddress address;
  std::string node;
  bool ready = false;
  bool serving = false;
  bool terminating = false;
};

struct SlicePort {
  std::string name;
  model::Protocol protocol = model::Protocol::tcp;
  std::uint16_t number = 0;
};

struct CarriedSlice {
  kube::Key service;  // an empty name when the slice does not say
  std::vector<Backend> backends;
  std::vector<SlicePort> ports;
  bool foreign = false;  // labelled lab.herald/foreign: somebody else runs what answers at these addresses
};

}  // namespace herald::lab

namespace herald::kube {

template <>
Decoded<Object<lab::CarriedService>> decode(std::string_view json, Scratch& scratch);
template <>
Decoded<Object<lab::CarriedSlice>> decode(std::string_view json, Scratch& scratch);

}  // namespace herald::kube
