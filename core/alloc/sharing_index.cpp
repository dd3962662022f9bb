#include "core/alloc/sharing_index.h"

#include <algorithm>

namespace herald::alloc {

void OpenAddresses::represent(const std::set<net::IpAddress>& alike, Kind kind) {
  if (alike.empty()) return;
  lowest_.emplace(*alike.begin(), kind);
  highest_.emplace(*alike.rbegin(), kind);
}

void OpenAddresses::unrepresent(const std::set<net::IpAddress>& alike, Kind kind) {
  if (alike.empty()) return;
  lowest_.erase({*alike.begin(), kind});
  highest_.erase({*alike.rbegin(), kind});
}

void OpenAddresses::file(net::IpAddress position, Kind kind) {
  auto& alike = kinds_[kind];
  unrepresent(alike, kind);
  alike.insert(position);
  represent(alike, kind);
}

void OpenAddresses::unfile(net::IpAddress position, Kind kind) {
  auto& alike = kinds_[kind];
  unrepresent(alike, kind);
  alike.erase(position);
  represent(alike, kind);
  if (alike.empty()) kinds_.erase(kind);
}

void OpenAddresses::enter(net::IpAddress position, const Tenancy& tenancy) {
  ++size_;
  for (const auto& [port, holder] : tenancy.ports())
    ++port_use_[port];
  file(position, tenancy.port_digest());
}

void OpenAddresses::leave(net::IpAddress position, const Tenancy& tenancy) {
  --size_;
  for (const auto& [port, holder] : tenancy.ports()) {
    if (--port_use_[port] == 0) port_use_.erase(port);
  }
  unfile(position, tenancy.port_digest());
}

void OpenAddresses::gained(net::IpAddress position, const std::vector<model::ServicePort>& ports, Kind before,
                           Kind after) {
  for (const model::ServicePort& port : ports)
    ++port_use_[port];
  unfile(position, before);
  file(position, after);
}

void OpenAddresses::lost(net::IpAddress position, const std::vector<model::ServicePort>& ports, Kind before,
                         Kind after) {
  for (const model::ServicePort& port : ports) {
    if (--port_use_[port] == 0) port_use_.erase(port);
  }
  unfile(position, before);
  file(position, after);
}

bool OpenAddresses::closed_to(const std::vector<model::ServicePort>& ports) const {
  return std::ranges::any_of(ports, [&](const model::ServicePort& port) {
    const auto use = port_use_.find(port);
    return use != port_use_.end() && use->second == size_;
  });
}

const OpenAddresses* SharingIndex::find(const SharingClass& sharing_class) const {
  const auto known = classes_.find(sharing_class);
  return known == classes_.end() ? nullptr : &known->second;
}

void SharingIndex::drop_if_empty(const SharingClass& sharing_class) {
  const auto known = classes_.find(sharing_class);
  if (known != classes_.end() && known->second.empty()) classes_.erase(known);
}

}  // namespace herald::alloc
