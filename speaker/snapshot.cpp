#include "speaker/snapshot.h"

#include <utility>

namespace herald::speaker {
namespace {

constexpr std::string_view kPoolAnnotation = "lb.herald/pool";

Tenant tenant_of(const model::Service& service) {
  Tenant tenant{.uid = service.uid,
                .traffic_policy = service.traffic_policy,
                .addresses = service.ingress,
                .pool = {},
                .labels = service.labels};
  const auto pool = service.annotations.find(kPoolAnnotation);
  if (pool != service.annotations.end()) tenant.pool = pool->second;
  return tenant;
}

}  // namespace

bool Snapshot::is_ours(const model::Service& service) const {
  return service.is_load_balancer && service.load_balancer_class.value_or("") == load_balancer_class_ &&
         !service.ingress.empty();
}

void Snapshot::see(const model::Service& service, Touched& touched) {
  if (!is_ours(service)) return forget(service.key, touched);
  Tenant tenant = tenant_of(service);
  Tenant& known = tenants_[service.key];
  if (known == tenant) return;
  for (const net::IpAddress address : known.addresses)
    leave(service.key, address);
  touched.insert(known.addresses.begin(), known.addresses.end());
  known = std::move(tenant);
  for (const net::IpAddress address : known.addresses)
    tenancies_[address].insert(service.key);
  touched.insert(known.addresses.begin(), known.addresses.end());
}

void Snapshot::forget(const model::ServiceKey& service, Touched& touched) {
  const auto known = tenants_.find(service);
  if (known == tenants_.end()) return;
  for (const net::IpAddress address : known->second.addresses)
    leave(service, address);
  touched.insert(known->second.addresses.begin(), known->second.addresses.end());
  tenants_.erase(known);
}

void Snapshot::leave(const model::ServiceKey& service, net::IpAddress address) {
  const auto at = tenancies_.find(address);
  if (at == tenancies_.end()) return;
  at->second.erase(service);
  if (at->second.empty()) tenancies_.erase(at);
}

void Snapshot::see(const kube::Key& slice, const model::EndpointSlice& endpoints, Touched& touched) {
  const auto known = service_of_.find(slice);
  if (known != service_of_.end() && known->second != endpoints.service) forget_slice(slice, touched);
  if (endpoints.service.name.empty()) return;
  service_of_[slice] = endpoints.service;
  BackendsByFamily backends = backends_of(endpoints);
  BackendsByFamily& present = slices_[endpoints.service][slice];
  if (present == backends) return;
  present = std::move(backends);
  touch_addresses_of(endpoints.service, touched);
}

void Snapshot::forget_slice(const kube::Key& slice, Touched& touched) {
  const auto known = service_of_.find(slice);
  if (known == service_of_.end()) return;
  const auto of_service = slices_.find(known->second);
  of_service->second.erase(slice);
  if (of_service->second.empty()) slices_.erase(of_service);
  touch_addresses_of(known->second, touched);
  service_of_.erase(known);
}

void Snapshot::touch_addresses_of(const model::ServiceKey& service, Touched& touched) const {
  const auto tenant = tenants_.find(service);
  if (tenant != tenants_.end())
    touched.insert(tenant->second.addresses.begin(), tenant->second.addresses.end());
}

// Nodes report every few seconds; hardly ever does it matter.
Snapshot::NodeChange Snapshot::see(const model::Node& node) {
  const auto [at, is_new] = nodes_.try_emplace(node.name, node);
  model::Node& known = at->second;
  const bool same =
      !is_new && known.labels == node.labels && known.network_unavailable == node.network_unavailable;
  known = node;
  return same ? NodeChange::nothing : NodeChange::matters;
}

Snapshot::NodeChange Snapshot::forget_node(const std::string& name) {
  return nodes_.erase(name) > 0 ? NodeChange::matters : NodeChange::nothing;
}

const std::set<model::ServiceKey>& Snapshot::tenants_of(net::IpAddress address) const {
  static const std::set<model::ServiceKey> kNobody;
  const auto at = tenancies_.find(address);
  return at == tenancies_.end() ? kNobody : at->second;
}

Backends Snapshot::backends(const model::ServiceKey& service, net::Family family) const {
  Backends all;
  const auto slices = slices_.find(service);
  if (slices == slices_.end()) return all;
  for (const auto& [slice, by_family] : slices->second)
    add(by_family.at(static_cast<std::size_t>(family)), all);
  return all;
}

}  // namespace herald::speaker
