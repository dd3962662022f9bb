// What is known of the cluster, as far as announcing goes by it: the Services that have an address, where
// their endpoints are, and which nodes may attract traffic. Each change says which addresses it may matter
// to, so that nothing else is looked at again.
#pragma once

#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "core/net/ip.h"
#include "kube/objects.h"
#include "speaker/backends.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace herald::speaker {

// A Service that has an address: all that announcing asks of it.
struct Tenant {
  std::string uid;
  model::TrafficPolicy traffic_policy = model::TrafficPolicy::cluster;
  std::vector<net::IpAddress> addresses;
  std::string pool;      // lb.herald/pool: where the controller took the addresses from; names with commas
  model::Labels labels;  // what the service selectors of advertisements look at

  friend bool operator==(const Tenant&, const Tenant&) = default;
};

class Snapshot {
 public:
  using Touched = std::set<net::IpAddress>;

  explicit Snapshot(std::string load_balancer_class) : load_balancer_class_(std::move(load_balancer_class)) {}

  void see(const model::Service& service, Touched& touched);
  void forget(const model::ServiceKey& service, Touched& touched);

  void see(const kube::Key& slice, const model::EndpointSlice& endpoints, Touched& touched);
  void forget_slice(const kube::Key& slice, Touched& touched);

  // Of a node only what may decide whether it announces: its labels, and that it has a network.
  enum class NodeChange : std::uint8_t { nothing, matters };
  [[nodiscard]] NodeChange see(const model::Node& node);
  [[nodiscard]] NodeChange forget_node(const std::string& name);

  using Tenants = std::map<model::ServiceKey, Tenant>;
  using Tenancies = std::map<net::IpAddress, std::set<model::ServiceKey>>;
  using Nodes = std::map<std::string, model::Node, std::less<>>;

  [[nodiscard]] const Tenants& tenants() const { return tenants_; }
  [[nodiscard]] const Tenancies& tenancies() const { return tenancies_; }
  [[nodiscard]] const Nodes& nodes() const { return nodes_; }
  // Those on the address, in order; empty: nobody.
  [[nodiscard]] const std::set<model::ServiceKey>& tenants_of(net::IpAddress address) const;
  [[nodiscard]] Backends backends(const model::ServiceKey& service, net::Family family) const;

 private:
  [[nodiscard]] bool is_ours(const model::Service& service) const;
  void touch_addresses_of(const model::ServiceKey& service, Touched& touched) const;
  void leave(const model::ServiceKey& service, net::IpAddress address);

  std::string load_balancer_class_;
  Tenants tenants_;
  Tenancies tenancies_;
  Nodes nodes_;
  // Of all Services: one may become ours at any time, and the watches know no order between them.
  std::map<model::ServiceKey, std::map<kube::Key, BackendsByFamily>> slices_;
  std::map<kube::Key, model::ServiceKey> service_of_;  // by slice
};

}  // namespace herald::speaker
