// Who holds which address: by Service and by address, with the terms it is held under. The ledger records
// facts, in or out of any pool, legal or not; what is right is the allocator's to judge.
#pragma once

#include "core/alloc/tenancy.h"
#include "core/base/hash.h"
#include "core/model/service.h"
#include "core/net/ip_range.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace herald::alloc {

struct Holding {
  model::ServiceKey service;
  std::shared_ptr<const SharingTerms> sharing;  // null for those who never share, and most do not
  std::vector<net::IpAddress> addresses;        // in the order they were given; each once

  [[nodiscard]] const SharingTerms& terms() const;
};

class Ledger {
 public:
  // Every new Service is looked up before it is entered: sparse buckets make the miss cheap.
  Ledger() { by_service_.max_load_factor(0.5F); }

  // Null when the Service holds nothing.
  [[nodiscard]] const Holding* find(const model::ServiceKey& service) const;
  [[nodiscard]] std::optional<HolderId> id(const model::ServiceKey& service) const;
  [[nodiscard]] const Holding& holder(HolderId id) const { return holders_[id]; }
  // Null when nobody is on the address.
  [[nodiscard]] const Tenancy* tenancy(net::IpAddress address) const;

  [[nodiscard]] bool holds(const model::ServiceKey& service, net::IpAddress address) const;
  // Rightful tenants and trespassers alike, by name.
  [[nodiscard]] std::vector<model::ServiceKey> holders_of(net::IpAddress address) const;
  // How many Services hold something.
  [[nodiscard]] std::size_t size() const { return by_service_.size(); }
  [[nodiscard]] const std::map<net::IpAddress, Tenancy>& addresses() const { return by_address_; }

  // For the allocator, which keeps its other books in step. A holder is opened before its first entry and
  // closed after its last.
  HolderId open(const model::ServiceKey& service);
  void close(HolderId id);
  [[nodiscard]] Holding& edit(HolderId id) { return holders_[id]; }
  [[nodiscard]] Tenancy& tenancy_at(net::IpAddress address) {
    return by_address_.try_emplace(by_address_.end(), address)->second;  // free when it is beyond all in use
  }
  void vacate(net::IpAddress address) { by_address_.erase(address); }

 private:
  struct Hash {
    std::size_t operator()(const model::ServiceKey& service) const {
      return stable_hash(service.name, stable_hash(service.name_space));
    }
  };

  std::vector<Holding> holders_;  // by HolderId; unused ones are empty
  std::vector<HolderId> unused_;
  std::unordered_map<model::ServiceKey, HolderId, Hash> by_service_;  // looked up, never walked
  std::map<net::IpAddress, Tenancy> by_address_;
};

}  // namespace herald::alloc
