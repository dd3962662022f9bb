// What is known of the cluster, as far as announcing goes by it: the Services that have an address, where
// their endpoints are, and which nodes may attract traffic. Each change says which addresses it may matter
// to, so that nothing else is looked at again.
//
// A cluster may have ten thousand Services and as many slices, and every node keeps them all: each costs a
// block or two, and what can make no difference, a slice that delivers nowhere, is not kept.
#pragma once

#include "core/base/sorted_runs.h"
#include "core/model/compact_key.h"
#include "core/model/endpoints.h"
#include "core/model/node.h"
#include "core/model/service.h"
#include "core/net/ip.h"
#include "kube/objects.h"
#include "speaker/backends.h"
#include "speaker/tenant.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::speaker {

class Snapshot {
 private:
  struct Slice;

 public:
  using Touched = SortedRuns<net::IpAddress>;

  // Of all Services that have an address or slices: one may become ours at any time, and the watches know no
  // order between them.
  struct Service {
    model::CompactKey key;
    PackedTenant tenant;      // empty: it has no address, or is not ours
    Slice* slices = nullptr;  // the first of a chain
  };
  // An address, and one who has it.
  struct Tenancy {
    net::IpAddress address;
    const Service* service;
  };
  struct InOrder {
    bool operator()(const Tenancy& a, const Tenancy& b) const {
      return a.address != b.address ? a.address < b.address : a.service->key < b.service->key;
    }
    bool operator()(const Tenancy& a, const net::IpAddress& b) const { return a.address < b; }
    bool operator()(const net::IpAddress& a, const Tenancy& b) const { return a < b.address; }
  };
  using Tenancies = SortedRuns<Tenancy, InOrder>;
  using Nodes = std::map<std::string, model::Node, std::less<>>;
  // An address, and the name of a node that has it for itself.
  using NodeAddress = std::pair<net::IpAddress, std::string_view>;
  using NodeAddresses = SortedRuns<NodeAddress>;

  explicit Snapshot(std::string load_balancer_class);
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

  void see(const model::Service& service, Touched& touched);
  void forget(const model::ServiceKey& service, Touched& touched);

  void see(const kube::Key& slice, const model::EndpointSlice& endpoints, Touched& touched);
  void forget_slice(const kube::Key& slice, Touched& touched);

  // Of a node only what may decide what is announced: its labels, that it has a network, and its addresses,
  // of which those that a Service has are touched.
  enum class NodeChange : std::uint8_t { nothing, matters };
  [[nodiscard]] NodeChange see(const model::Node& node, Touched& touched);
  [[nodiscard]] NodeChange forget_node(const std::string& name, Touched& touched);

  [[nodiscard]] std::size_t tenants() const { return tenants_; }  // how many
  // By address; of those on one address, by name.
  [[nodiscard]] const Tenancies& tenancies() const { return tenancies_; }
  [[nodiscard]] const Nodes& nodes() const { return nodes_; }
  [[nodiscard]] const NodeAddresses& node_addresses() const { return node_addresses_; }
  // The node that has the address for itself; of several the first by name. Empty: none.
  [[nodiscard]] std::string_view node_at(net::IpAddress address) const;
  void touch_all(Touched& touched) const;
  // Those on the address, in order; empty: nobody. Until the next change.
  [[nodiscard]] std::vector<const Service*> tenants_of(net::IpAddress address) const;
  [[nodiscard]] static Backends backends(const Service& service, net::Family family);

 private:
  struct ByKey {
    template <class Object>
    using Kept = std::unique_ptr<Object>;
    template <class Object>
    bool operator()(const Kept<Object>& a, const Kept<Object>& b) const {
      return a->key < b->key;
    }
    template <class Object>
    bool operator()(const Kept<Object>& a, const model::CompactKey& b) const {
      return a->key < b;
    }
    template <class Object>
    bool operator()(const model::CompactKey& a, const Kept<Object>& b) const {
      return a < b->key;
    }
  };

  [[nodiscard]] bool is_ours(const model::Service& service) const;
  Service& obtain(model::CompactKey key);
  Slice& add_slice(const kube::Key& slice, model::CompactKey owner);
  void become(model::CompactKey key, PackedTenant tenant, Touched& touched);
  void drop_if_idle(const Service& service);
  void move_node(std::string_view name, const std::vector<net::IpAddress>& from,
                 const std::vector<net::IpAddress>& to, Touched& touched);

  std::string load_balancer_class_;
  std::size_t tenants_ = 0;
  SortedRuns<std::unique_ptr<Service>, ByKey> services_;
  SortedRuns<std::unique_ptr<Slice>, ByKey> slices_;
  Tenancies tenancies_;
  Nodes nodes_;
  NodeAddresses node_addresses_;  // its names are those in `nodes_`
};

}  // namespace herald::speaker
