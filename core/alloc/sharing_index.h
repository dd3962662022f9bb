// The addresses of one pool and family that have tenants and would take more, found by what a newcomer
// brings. Addresses whose tenants use the same ports are alike for every newcomer, so one of each kind is
// enough to look at: with 60,000 Services on port 80 there is one kind. Positions as in numbering.h.
#pragma once

#include "core/alloc/tenancy.h"
#include "core/net/ip.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace herald::alloc {

// The open addresses of one sharing class.
class OpenAddresses {
 public:
  using Kind = net::U128;  // Tenancy::port_digest
  using Representatives = std::set<std::pair<net::IpAddress, Kind>>;

  void enter(net::IpAddress position, const Tenancy& tenancy);
  void leave(net::IpAddress position, const Tenancy& tenancy);
  // The tenants of an address that stays open now use these ports more, or less.
  void gained(net::IpAddress position, const std::vector<model::ServicePort>& ports, Kind before, Kind after);
  void lost(net::IpAddress position, const std::vector<model::ServicePort>& ports, Kind before, Kind after);

  [[nodiscard]] bool empty() const { return size_ == 0; }
  // One of these ports is taken on every address.
  [[nodiscard]] bool closed_to(const std::vector<model::ServicePort>& ports) const;
  // The lowest, or highest, address of each kind, in order.
  [[nodiscard]] const Representatives& lowest() const { return lowest_; }
  [[nodiscard]] const Representatives& highest() const { return highest_; }

 private:
  void file(net::IpAddress position, Kind kind);
  void unfile(net::IpAddress position, Kind kind);
  void represent(const std::set<net::IpAddress>& alike, Kind kind);
  void unrepresent(const std::set<net::IpAddress>& alike, Kind kind);

  std::size_t size_ = 0;
  std::map<model::ServicePort, std::size_t> port_use_;  // on how many addresses
  std::map<Kind, std::set<net::IpAddress>> kinds_;
  Representatives lowest_;
  Representatives highest_;
};

class SharingIndex {
 public:
  [[nodiscard]] OpenAddresses& at(const SharingClass& sharing_class) { return classes_[sharing_class]; }
  // Null when the class has no open address.
  [[nodiscard]] const OpenAddresses* find(const SharingClass& sharing_class) const;
  void drop_if_empty(const SharingClass& sharing_class);

 private:
  std::map<SharingClass, OpenAddresses> classes_;
};

}  // namespace herald::alloc
