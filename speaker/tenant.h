// A Service that has an address: all that announcing asks of it. And the same packed into one block, which is
// what ten thousand of them are kept as.
#pragma once

#include "config/config.h"
#include "core/base/compact_text.h"
#include "core/model/selector.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <string>
#include <vector>

namespace herald::speaker {

struct Tenant {
  std::string uid;
  model::TrafficPolicy traffic_policy = model::TrafficPolicy::cluster;
  config::Protocol protocol = config::Protocol::layer2;  // lb.herald/protocol: how the pools were announced
  std::vector<net::IpAddress> addresses;
  std::string pool;      // lb.herald/pool: where the controller took the addresses from; names with commas
  model::Labels labels;  // what the service selectors of advertisements look at

  friend bool operator==(const Tenant&, const Tenant&) = default;
};

class PackedTenant {
 public:
  PackedTenant() = default;  // nobody
  explicit PackedTenant(const Tenant& tenant);

  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  // Of one that is not empty.
  [[nodiscard]] Tenant unpack() const;
  [[nodiscard]] model::TrafficPolicy traffic_policy() const;
  [[nodiscard]] config::Protocol protocol() const;

  // As their tenants are.
  friend bool operator==(const PackedTenant&, const PackedTenant&) = default;

 private:
  CompactText bytes_;
};

}  // namespace herald::speaker
