#include "lab/apiserver/service_rules.h"

#include <algorithm>

namespace herald::apiserver {
namespace {

void set_default(json::object& in, std::string_view key, json::value value) {
  const auto found = in.find(key);
  if (found == in.end() || (found->value().is_string() && found->value().get_string().empty()))
    in[key] = std::move(value);
}

void default_port(json::object& port) {
  set_default(port, "protocol", "TCP");
  const json::value* target = at(port, "targetPort");
  const bool no_target = target == nullptr || (target->is_string() && target->get_string().empty()) ||
                         (target->is_int64() && target->get_int64() == 0);
  if (no_target) port["targetPort"] = number_at(port, "port").value_or(0);
  if (number_at(port, "nodePort") == 0) port.erase("nodePort");
}

const json::object* same_port(const json::array& ports, const json::object& wanted) {
  for (const json::value& one : ports) {
    const json::object& port = as_object(one);
    if (number_at(port, "port") == number_at(wanted, "port") &&
        text_at(port, "protocol") == text_at(wanted, "protocol"))
      return &port;
  }
  return nullptr;
}

// An update that does not speak of a number keeps it.
void keep_numbers(json::object& service, const json::object& old) {
  json::object& spec = make_object(service, "spec");
  if (has_cluster_ip(service) && has_cluster_ip(old) && text_at(spec, "clusterIP").empty() &&
      list_at(spec, "clusterIPs").empty()) {
    for (const char* key : {"clusterIP", "clusterIPs"}) {
      if (const json::value* kept = at(old, std::string("spec.") + key)) spec[key] = *kept;
    }
  }
  if (has_node_ports(service) && has_node_ports(old)) {
    for (json::value& one : make_list(spec, "ports")) {
      json::object& port = one.get_object();
      const json::object* before = same_port(list_at(old, "spec.ports"), port);
      const auto number = before == nullptr ? std::nullopt : number_at(*before, "nodePort");
      if (!port.contains("nodePort") && number) port["nodePort"] = *number;
    }
  }
  const auto check_port = number_at(old, "spec.healthCheckNodePort");
  if (has_health_check_port(service) && has_health_check_port(old) && check_port &&
      !spec.contains("healthCheckNodePort"))
    spec["healthCheckNodePort"] = *check_port;
}

bool same(const json::object& a, const json::object& b, std::string_view path) {
  const json::value* left = at(a, path);
  const json::value* right = at(b, path);
  return left == nullptr || right == nullptr ? left == right : *left == *right;
}

void drop_node_ports(json::object& service, const json::object& old) {
  for (json::value& one : make_list(make_object(service, "spec"), "ports")) {
    json::object& port = one.get_object();
    const json::object* before = same_port(list_at(old, "spec.ports"), port);
    if (before != nullptr && same(*before, port, "nodePort")) port.erase("nodePort");
  }
}

// What the new type has no use for goes, unless the same request set it: then it is refused, not hidden.
void drop_what_the_type_leaves(json::object& service, const json::object& old) {
  json::object& spec = make_object(service, "spec");
  const auto drop = [&](const char* key) {
    if (same(service, old, std::string("spec.") + key)) spec.erase(key);
  };
  if (has_cluster_ip(old) && !has_cluster_ip(service)) {
    for (const char* key :
         {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"})
      drop(key);
  }
  if (has_health_check_port(old) && !has_health_check_port(service)) drop("healthCheckNodePort");
  if (has_node_ports(old) && !has_node_ports(service)) {
    drop_node_ports(service, old);
    drop("externalTrafficPolicy");
  }
  if (is_load_balancer(old) && !is_load_balancer(service)) {
    drop("allocateLoadBalancerNodePorts");
    drop("loadBalancerClass");
    make_object(service, "status")["loadBalancer"] = json::object();
  }
}

// clusterIP and clusterIPs[0] are one thing with two names: a request that writes one of them moves the
// other.
void align_cluster_ips(json::object& service, const json::object* old) {
  json::object& spec = make_object(service, "spec");
  const std::string one(text_at(spec, "clusterIP"));
  const bool listed = !list_at(spec, "clusterIPs").empty();
  if (one.empty() && listed) {
    if (old == nullptr) spec["clusterIP"] = std::string(as_text(list_at(spec, "clusterIPs").front()));
  } else if (!one.empty() && !listed) {
    spec["clusterIPs"] = json::array{one};
  } else if (old != nullptr && !one.empty() && one != text_at(*old, "spec.clusterIP") &&
             same(service, *old, "spec.clusterIPs")) {
    spec["clusterIPs"] = json::array{one};
  }
  if (text_at(spec, "clusterIP").empty() && list_at(spec, "clusterIPs").empty()) {
    spec.erase("clusterIP");
    spec.erase("clusterIPs");
  }
}

std::string_view family_word(net::Family family) {
  return net::family_name(family);
}

void default_families(json::object& service, const std::vector<net::Cidr>& ranges) {
  json::object& spec = make_object(service, "spec");
  set_default(spec, "ipFamilyPolicy", "SingleStack");
  const bool headless_alone = text_at(spec, "clusterIP") == "None" && object_at(spec, "selector").empty();
  if (list_at(spec, "ipFamilies").empty()) {
    json::array families;
    for (const json::value& text : list_at(spec, "clusterIPs")) {
      if (const auto address = net::IpAddress::parse(as_text(text)))
        families.emplace_back(family_word(address->family()));
    }
    if (families.empty()) families.emplace_back(family_word(ranges.front().family()));
    spec["ipFamilies"] = std::move(families);
  }
  const bool wants_two = text_at(spec, "ipFamilyPolicy") != "SingleStack";
  json::array& families = make_list(spec, "ipFamilies");
  if (!wants_two || families.size() > 1 || (ranges.size() < 2 && !headless_alone)) return;
  families.emplace_back(as_text(families.front()) == "IPv4" ? "IPv6" : "IPv4");
}

void default_traffic(json::object& service) {
  json::object& spec = make_object(service, "spec");
  if (text_at(spec, "sessionAffinity") == "ClientIP") {
    set_default(make_object(make_object(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds", 10800);
  } else {
    spec.erase("sessionAffinityConfig");
  }
  if (has_node_ports(service)) set_default(spec, "externalTrafficPolicy", "Cluster");
  if (has_cluster_ip(service)) set_default(spec, "internalTrafficPolicy", "Cluster");
  if (is_load_balancer(service)) set_default(spec, "allocateLoadBalancerNodePorts", true);
}

}  // namespace

bool has_cluster_ip(const json::object& service) {
  return text_at(service, "spec.type") != "ExternalName";
}

bool has_node_ports(const json::object& service) {
  return text_at(service, "spec.type") == "NodePort" || is_load_balancer(service);
}

bool is_load_balancer(const json::object& service) {
  return text_at(service, "spec.type") == "LoadBalancer";
}

bool has_health_check_port(const json::object& service) {
  return is_load_balancer(service) && text_at(service, "spec.externalTrafficPolicy") == "Local";
}

void default_service(json::object& service, const json::object* old, const std::vector<net::Cidr>& ranges) {
  // Both before the first reference into one of them: a new member may move the others.
  make_object(make_object(service, "status"), "loadBalancer");
  json::object& spec = make_object(service, "spec");
  set_default(spec, "type", "ClusterIP");
  set_default(spec, "sessionAffinity", "None");
  if (spec.contains("ports")) {
    for (json::value& port : make_list(spec, "ports")) {
      if (port.is_object()) default_port(port.get_object());
    }
  }
  default_traffic(service);
  if (old != nullptr) {
    if (spec.contains("ports")) keep_numbers(service, *old);
    drop_what_the_type_leaves(service, *old);
  }
  align_cluster_ips(service, old);
  if (has_cluster_ip(service)) default_families(service, ranges);
}

}  // namespace herald::apiserver
