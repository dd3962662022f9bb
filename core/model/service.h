// A Service as Herald thinks of it: only what some decision reads. No API object, no JSON.
#pragma once

#include "core/base/time.h"
#include "core/model/selector.h"
#include "core/net/ip.h"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace herald::model {

struct ServiceKey {
  std::string name_space;
  std::string name;

  [[nodiscard]] std::string to_string() const { return name_space + "/" + name; }

  friend auto operator<=>(const ServiceKey&, const ServiceKey&) = default;
};

enum class Protocol : std::uint8_t { tcp, udp, sctp };

// What two Services on one address must not both claim.
struct ServicePort {
  Protocol protocol = Protocol::tcp;
  std::uint16_t number = 0;

  friend auto operator<=>(const ServicePort&, const ServicePort&) = default;
};

[[nodiscard]] std::string to_string(const ServicePort& port);  // "80/TCP"

enum class TrafficPolicy : std::uint8_t { cluster, local };
enum class FamilyPolicy : std::uint8_t { single_stack, prefer_dual_stack, require_dual_stack };

// A condition of the status, as read back from the API server.
struct Condition {
  bool is_true = false;
  std::string reason;
  std::string message;

  friend bool operator==(const Condition&, const Condition&) = default;
};

struct Service {
  ServiceKey key;
  std::string uid;
  std::string resource_version;
  UnixSeconds created;
  bool being_deleted = false;

  bool is_load_balancer = false;                   // spec.type
  std::optional<std::string> load_balancer_class;  // spec.loadBalancerClass
  Labels labels;
  Labels annotations;            // only those with a prefix that Herald reads
  std::string load_balancer_ip;  // spec.loadBalancerIP, the deprecated way to ask; empty when unset

  std::vector<net::Family> ip_families;
  std::optional<FamilyPolicy> family_policy;
  std::vector<net::IpAddress> cluster_ips;  // empty while pending and for headless Services
  std::vector<ServicePort> ports;
  TrafficPolicy traffic_policy = TrafficPolicy::cluster;
  Labels selector;

  std::vector<net::IpAddress> ingress;  // status.loadBalancer.ingress[].ip
  std::optional<Condition> assigned;    // status.conditions["lb.herald/Assigned"]
  std::optional<Condition> announced;   // likewise, "lb.herald/Announced"

  friend bool operator==(const Service&, const Service&) = default;
};

// The order in which Services that compete are served: the oldest first, then by name.
[[nodiscard]] bool older(const Service& a, const Service& b);

}  // namespace herald::model
