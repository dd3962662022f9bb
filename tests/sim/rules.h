// The rules of assignment, written down a second time and independently of the product: slowly, by trying
// every address, for pools of a few addresses. What the laws judge by.
#pragma once

#include "config/config.h"
#include "controller/events.h"
#include "core/model/service.h"
#include "core/net/ip.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace herald::sim {

using Pools = std::vector<config::Pool>;
using NamespaceLabels = std::map<std::string, model::Labels>;

inline constexpr const char* kPoolRequest = "lb.herald/address-pool";
inline constexpr const char* kPoolRequestElsewhere = "metallb.io/address-pool";
inline constexpr const char* kAddressRequest = "lb.herald/addresses";
inline constexpr const char* kSharingKey = "lb.herald/allow-shared-ip";

struct Wishes {
  bool unreadable = false;  // nothing else is to be trusted then
  net::Family primary = net::Family::ipv4;
  std::optional<net::Family> second;
  bool second_required = false;
  std::optional<std::string> pool;
  std::vector<net::IpAddress> addresses;
};

[[nodiscard]] bool is_ours(const model::Service& service);
[[nodiscard]] Wishes wishes(const model::Service& service);
[[nodiscard]] bool may_live_together(const model::Service& a, const model::Service& b);
[[nodiscard]] bool shows(const model::Service& service, net::IpAddress address);

[[nodiscard]] bool hands_out(const config::Pool& pool, net::IpAddress address);  // disabled or not
[[nodiscard]] bool admits(const config::Pool& pool, const model::Service& service,
                          const model::Labels& labels);
[[nodiscard]] std::vector<net::IpAddress> all_addresses(const config::Pool& pool);
[[nodiscard]] std::string pool_of(const Pools& pools, net::IpAddress address);

// The world as one moment shows it.
struct Moment {
  const Pools& pools;
  const NamespaceLabels& namespaces;
  const std::vector<model::Service>& services;
  const controller::LanConflicts& strangers;

  [[nodiscard]] const model::Labels& labels_of(const model::Service& service) const;
  [[nodiscard]] bool is_open(net::IpAddress address, const model::Service& to) const;
  // An address of this family that the pool could give; or one of these, when some are asked for.
  [[nodiscard]] bool could_give(const config::Pool& pool, const model::Service& to, net::Family family) const;
  [[nodiscard]] bool is_candidate(const config::Pool& pool, const model::Service& service) const;
  // Whether something could be given to a Service that has nothing. Errs towards "no".
  [[nodiscard]] bool satisfiable(const model::Service& service) const;
  // Whether the pool of its address could add the family that is still missing. Errs towards "no".
  [[nodiscard]] bool could_top_up(const model::Service& service) const;
};

}  // namespace herald::sim
