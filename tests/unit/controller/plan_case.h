// Setting up Services and an allocator for plan(): short, in texts.
#pragma once

#include "controller/plan.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace herald::controller {

inline net::IpAddress ip(std::string_view text) {
  return net::IpAddress::parse(text).value();
}

inline std::vector<net::IpAddress> ips(std::initializer_list<std::string_view> texts) {
  std::vector<net::IpAddress> all;
  for (const std::string_view text : texts)
    all.push_back(ip(text));
  return all;
}

inline alloc::PoolSpec pool(std::string name, std::initializer_list<std::string_view> cidrs) {
  alloc::PoolSpec spec;
  spec.name = std::move(name);
  for (const std::string_view text : cidrs)
    spec.addresses.emplace_back(net::Cidr::parse(text).value());
  return spec;
}

// A LoadBalancer Service on port 80 that wants one IPv4 address and shows what `ingress` says.
inline model::Service service(std::string name, std::initializer_list<std::string_view> ingress = {}) {
  model::Service made;
  made.key = {"shop", std::move(name)};
  made.is_load_balancer = true;
  made.ip_families = {net::Family::ipv4};
  made.ports = {{model::Protocol::tcp, 80}};
  made.ingress = ips(ingress);
  return made;
}

class PlanCase {
 public:
  explicit PlanCase(std::vector<alloc::PoolSpec> pools) { edit(std::move(pools)); }

  void edit(std::vector<alloc::PoolSpec> pools) { static_cast<void>(allocator_.set_pools(std::move(pools))); }
  // As after a restart: what the status shows is entered.
  void restore(const model::Service& of) { hold(of, of.ingress); }
  void hold(const model::Service& of, const std::vector<net::IpAddress>& addresses) {
    const auto demand = alloc::read_demand(of, {});
    allocator_.hold(of.key, demand ? demand->sharing : demand.error().sharing, addresses);
  }

  void stranger(std::string_view address, bool was_first) {
    allocator_.quarantine(ip(address), {.who = "02:00:00:00:00:07", .was_first = was_first});
  }

  void node(std::string_view address) {
    allocator_.quarantine(ip(address), {.who = "node-1", .was_first = true, .is_node = true});
  }

  [[nodiscard]] Decision decide(const model::Service& of, std::string_view our_class = {}) const {
    const model::Labels no_labels;
    return plan({.service = of,
                 .namespace_labels = no_labels,
                 .allocator = allocator_,
                 .stranded = stranded,
                 .load_balancer_class = our_class,
                 .first_sight = first_sight});
  }
  // "assign 10.0.0.1 Assigned"
  [[nodiscard]] std::string verdict(const model::Service& of, std::string_view our_class = {}) const {
    const Decision decision = decide(of, our_class);
    std::string text = name(decision.action);
    if (decision.action == Action::let_go) return text;  // without a reason
    for (const net::IpAddress address : decision.addresses)
      text += " " + address.to_string();
    return text + " " + std::string(model::name(decision.reason));
  }

  config::Stranded stranded = config::Stranded::keep;
  bool first_sight = false;

 private:
  static std::string name(Action action) {
    switch (action) {
      case Action::ignore:
        return "ignore";
      case Action::let_go:
        return "let go";
      case Action::keep:
        return "keep";
      case Action::assign:
        return "assign";
      case Action::clear:
        return "clear";
      case Action::refuse:
        return "refuse";
    }
    return "?";
  }

  alloc::Allocator allocator_;
};

}  // namespace herald::controller
