#include "lab/apiserver/service_rules.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

bool holds(const json::array& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [&](const json::value& one) { return as_text(one) == text; });
}

void refuse_address(const json::array& list, std::string_view text, std::string_view why,
                    FieldErrors& errors) {
  errors.push_back(invalid_value("spec.clusterIPs", to_text(list),
                                 "failed to allocate IP " + std::string(text) + ": " + std::string(why)));
}

void check_address(const json::array& list, std::string_view text, const ServiceNumbers& numbers,
                   FieldErrors& errors) {
  const auto address = net::IpAddress::parse(text);
  if (!address) return;  // validation has refused it already
  const auto range = std::find_if(numbers.ranges().begin(), numbers.ranges().end(),
                                  [&](const net::Cidr& one) { return one.family() == address->family(); });
  if (range == numbers.ranges().end() || !range->contains(*address)) {
    const std::string valid = range == numbers.ranges().end() ? "none of this family" : range->to_string();
    refuse_address(list, text,
                   "the provided IP (" + std::string(text) +
                       ") is not in the valid range. The range of valid IPs is " + valid,
                   errors);
  } else if (numbers.in_use(*address)) {
    refuse_address(list, text, "provided IP is already allocated", errors);
  }
}

void number_addresses(json::object& service, const json::object* old, ServiceNumbers& numbers,
                      FieldErrors& errors) {
  json::object& spec = make_object(service, "spec");
  if (!has_cluster_ip(service) || text_at(spec, "clusterIP") == "None") return;
  const json::array before = old == nullptr ? json::array() : list_at(*old, "spec.clusterIPs");
  json::array& addresses = make_list(spec, "clusterIPs");
  for (const json::value& one : addresses) {
    if (!holds(before, as_text(one))) check_address(addresses, as_text(one), numbers, errors);
  }
  const json::array families = list_at(spec, "ipFamilies");
  for (std::size_t i = addresses.size(); i < families.size() && errors.empty(); ++i) {
    const net::Family family = as_text(families[i]) == "IPv6" ? net::Family::ipv6 : net::Family::ipv4;
    const auto free = numbers.free_address(family);
    if (!free) {
      errors.push_back(invalid_value(element("spec.ipFamilies", i), quoted(as_text(families[i])),
                                     "not configured on this cluster, or out of addresses"));
      return;
    }
    addresses.emplace_back(free->to_string());
  }
  if (!addresses.empty()) spec["clusterIP"] = addresses.front();
}

class Ports {
 public:
  Ports(const json::object* old, ServiceNumbers& numbers, FieldErrors& errors)
      : numbers_(numbers), errors_(errors) {
    if (old == nullptr) return;
    for (const json::value& one : list_at(*old, "spec.ports"))
      own_.insert(static_cast<int>(number_at(as_object(one), "nodePort").value_or(0)));
    own_.insert(static_cast<int>(number_at(*old, "spec.healthCheckNodePort").value_or(0)));
  }

  // A number that the request names, or a free one.
  void give(json::object& in, std::string_view key, const std::string& path) {
    if (const auto wanted = number_at(in, key)) {
      check(static_cast<int>(*wanted), path);
      taken_.insert(static_cast<int>(*wanted));
    } else if (const auto free = numbers_.free_port(taken_)) {
      in[key] = *free;
      taken_.insert(*free);
    } else {
      errors_.push_back(invalid_value(path, "0", "no node port is free"));
    }
  }

  void reserve(int port) { taken_.insert(port); }

 private:
  void check(int port, const std::string& path) {
    if (own_.contains(port)) return;
    if (port < kFirstNodePort || port > kLastNodePort) {
      errors_.push_back(
          invalid_value(path, std::to_string(port),
                        "provided port is not in the valid range. The range of valid ports is " +
                            std::to_string(kFirstNodePort) + "-" + std::to_string(kLastNodePort)));
    } else if (numbers_.in_use(port)) {
      errors_.push_back(invalid_value(path, std::to_string(port), "provided port is already allocated"));
    }
  }

  ServiceNumbers& numbers_;
  FieldErrors& errors_;
  std::set<int> own_;
  std::set<int> taken_;
};

}  // namespace

void number_service(json::object& service, const json::object* old, ServiceNumbers& numbers,
                    FieldErrors& errors) {
  number_addresses(service, old, numbers, errors);
  if (!has_node_ports(service)) return;
  json::object& spec = make_object(service, "spec");
  const bool allocate = !is_load_balancer(service) || flag_at(spec, "allocateLoadBalancerNodePorts");
  Ports ports(old, numbers, errors);
  json::array& list = make_list(spec, "ports");
  // First what is asked for, so that a free choice does not take it.
  for (const json::value& one : list)
    ports.reserve(static_cast<int>(number_at(as_object(one), "nodePort").value_or(0)));
  for (std::size_t i = 0; i < list.size(); ++i) {
    json::object& port = list[i].get_object();
    if (allocate || port.contains("nodePort"))
      ports.give(port, "nodePort", element("spec.ports", i) + ".nodePort");
  }
  if (has_health_check_port(service)) ports.give(spec, "healthCheckNodePort", "spec.healthCheckNodePort");
}

}  // namespace herald::apiserver
