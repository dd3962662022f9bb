#include "speaker/snapshot.h"

#include "config/service_notes.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {
namespace {

Tenant tenant_of(const model::Service& service) {
  Tenant tenant{.uid = service.uid,
                .traffic_policy = service.traffic_policy,
                .protocol = config::noted_protocol(service),
                .addresses = service.ingress,
                .pool = {},
                .labels = service.labels};
  const auto pool = service.annotations.find(config::kPoolAnnotation);
  if (pool != service.annotations.end()) tenant.pool = pool->second;
  return tenant;
}

std::vector<net::IpAddress> addresses_of(const PackedTenant& tenant) {
  if (tenant.empty()) return {};
  return tenant.unpack().addresses;
}

}  // namespace

struct Snapshot::Slice {
  model::CompactKey key;
  Places places;  // not empty
  Service* service;
  Slice* next;  // of the Service
};

Snapshot::Snapshot(std::string load_balancer_class) : load_balancer_class_(std::move(load_balancer_class)) {}

Snapshot::~Snapshot() = default;

// ---- Services

bool Snapshot::is_ours(const model::Service& service) const {
  return service.is_load_balancer && service.load_balancer_class.value_or("") == load_balancer_class_ &&
         !service.ingress.empty();
}

void Snapshot::see(const model::Service& service, Touched& touched) {
  become(model::CompactKey(service.key), is_ours(service) ? PackedTenant(tenant_of(service)) : PackedTenant(),
         touched);
}

void Snapshot::forget(const model::ServiceKey& service, Touched& touched) {
  become(model::CompactKey(service), PackedTenant(), touched);
}

void Snapshot::become(model::CompactKey key, PackedTenant tenant, Touched& touched) {
  if (tenant.empty() && !services_.contains(key)) return;
  Service& service = obtain(std::move(key));
  if (service.tenant == tenant) return;
  if (!service.tenant.empty()) --tenants_;
  for (const net::IpAddress address : addresses_of(service.tenant)) {
    touched.insert(address);
    tenancies_.erase_key(Tenancy{address, &service});
  }
  service.tenant = std::move(tenant);
  if (!service.tenant.empty()) ++tenants_;
  for (const net::IpAddress address : addresses_of(service.tenant)) {
    touched.insert(address);
    tenancies_.insert(Tenancy{address, &service});
  }
  drop_if_idle(service);
}

Snapshot::Service& Snapshot::obtain(model::CompactKey key) {
  const auto known = services_.find(key);
  if (known != services_.end()) return **known;
  auto made = std::make_unique<Service>(std::move(key), PackedTenant(), nullptr);
  return **services_.insert(std::move(made)).first;
}

void Snapshot::drop_if_idle(const Service& service) {
  if (service.tenant.empty() && service.slices == nullptr) services_.erase(services_.find(service.key));
}

// ---- endpoints

void Snapshot::see(const kube::Key& slice, const model::EndpointSlice& endpoints, Touched& touched) {
  Places places = places_of(endpoints);
  if (places.empty() || endpoints.service.name.empty()) return forget_slice(slice, touched);
  model::CompactKey owner(endpoints.service);
  auto known = slices_.find(model::CompactKey(slice));
  if (known != slices_.end() && (*known)->service->key != owner) {
    forget_slice(slice, touched);
    known = slices_.end();
  }
  Slice& kept = known == slices_.end() ? add_slice(slice, std::move(owner)) : **known;
  if (kept.places == places) return;
  kept.places = std::move(places);
  touched.insert_all(addresses_of(kept.service->tenant));
}

Snapshot::Slice& Snapshot::add_slice(const kube::Key& slice, model::CompactKey owner) {
  Service& service = obtain(std::move(owner));
  auto made = std::make_unique<Slice>(model::CompactKey(slice), Places(), &service, service.slices);
  service.slices = made.get();
  return **slices_.insert(std::move(made)).first;
}

void Snapshot::forget_slice(const kube::Key& slice, Touched& touched) {
  const auto known = slices_.find(model::CompactKey(slice));
  if (known == slices_.end()) return;
  Service& service = *(*known)->service;
  touched.insert_all(addresses_of(service.tenant));
  Slice** link = &service.slices;
  while (*link != known->get())
    link = &(*link)->next;
  *link = (*known)->next;
  slices_.erase(known);
  drop_if_idle(service);
}

// ---- nodes

// Nodes report every few seconds; hardly ever does it matter.
Snapshot::NodeChange Snapshot::see(const model::Node& node, Touched& touched) {
  const auto [at, is_new] = nodes_.try_emplace(node.name);
  model::Node& known = at->second;
  const bool moved = known.addresses != node.addresses;
  if (moved) move_node(at->first, known.addresses, node.addresses, touched);
  const bool same = !is_new && !moved && known.labels == node.labels &&
                    known.network_unavailable == node.network_unavailable;
  known = node;
  return same ? NodeChange::nothing : NodeChange::matters;
}

Snapshot::NodeChange Snapshot::forget_node(const std::string& name, Touched& touched) {
  const auto known = nodes_.find(name);
  if (known == nodes_.end()) return NodeChange::nothing;
  move_node(known->first, known->second.addresses, {}, touched);
  nodes_.erase(known);
  return NodeChange::matters;
}

void Snapshot::move_node(std::string_view name, const std::vector<net::IpAddress>& from,
                         const std::vector<net::IpAddress>& to, Touched& touched) {
  const auto touch = [&](net::IpAddress address) {
    if (!tenants_of(address).empty()) touched.insert(address);
  };
  for (const net::IpAddress address : from) {
    node_addresses_.erase_key(NodeAddress{address, name});
    touch(address);
  }
  for (const net::IpAddress address : to) {
    node_addresses_.insert(NodeAddress{address, name});
    touch(address);
  }
}

// ---- what is asked

void Snapshot::touch_all(Touched& touched) const {
  for (const Tenancy& tenancy : tenancies_)
    touched.insert(tenancy.address);
}

std::vector<const Snapshot::Service*> Snapshot::tenants_of(net::IpAddress address) const {
  std::vector<const Service*> found;
  for (auto at = tenancies_.lower_bound(address); at != tenancies_.end() && at->address == address; ++at)
    found.push_back(at->service);
  return found;
}

std::string_view Snapshot::node_at(net::IpAddress address) const {
  const auto at = node_addresses_.lower_bound(NodeAddress{address, {}});
  return at == node_addresses_.end() || at->first != address ? std::string_view() : at->second;
}

Backends Snapshot::backends(const Service& service, net::Family family) {
  Backends all(family);
  for (const Slice* slice = service.slices; slice != nullptr; slice = slice->next)
    all.add(slice->places);
  return all;
}

}  // namespace herald::speaker
