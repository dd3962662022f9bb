#include "lab/apiserver/names.h"
#include "lab/apiserver/service_rules.h"

#include <set>
#include <tuple>

namespace herald::apiserver {
namespace {

constexpr std::string_view kIpRule = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
constexpr std::string_view kPortNameRule =
    "must contain only alphanumeric characters (a-z, 0-9), and hyphens (-)";

class Check {
 public:
  Check(const json::object& service, const json::object* old, FieldErrors& errors)
      : service_(service), spec_(object_at(service, "spec")), old_(old), errors_(errors) {}

  void all() {
    type();
    ports();
    affinity();
    addresses();
    policies();
    load_balancer();
    kept_fields();
    status();
    check_labels(object_at(spec_, "selector"), "spec.selector", errors_);
  }

 private:
  void type() {
    const std::string_view type = text_at(spec_, "type");
    if (type != "ClusterIP" && type != "NodePort" && type != "LoadBalancer" && type != "ExternalName") {
      errors_.push_back(unsupported_value("spec.type", quoted(type),
                                          {"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"}));
    }
    if (type != "ExternalName") return;
    const std::string_view name = text_at(spec_, "externalName");
    if (name.empty()) errors_.push_back(required_value("spec.externalName"));
    if (!text_at(spec_, "clusterIP").empty())
      errors_.push_back(forbidden_value("spec.clusterIPs[0]", "may not be set for ExternalName services"));
  }

  void ports() {
    const json::array& ports = list_at(spec_, "ports");
    const bool may_be_empty =
        text_at(spec_, "clusterIP") == "None" || text_at(spec_, "type") == "ExternalName";
    if (ports.empty() && !may_be_empty) errors_.push_back(required_value("spec.ports"));
    for (std::size_t i = 0; i < ports.size(); ++i)
      port(as_object(ports[i]), element("spec.ports", i), ports.size() > 1);
  }

  void port(const json::object& port, const std::string& path, bool needs_name) {
    port_name(text_at(port, "name"), path + ".name", needs_name);
    const std::int64_t number = number_at(port, "port").value_or(0);
    if (!is_port(number)) errors_.push_back(invalid_value(path + ".port", std::to_string(number), kPortRule));
    const std::string_view protocol = text_at(port, "protocol");
    if (protocol != "TCP" && protocol != "UDP" && protocol != "SCTP")
      errors_.push_back(unsupported_value(path + ".protocol", quoted(protocol), {"SCTP", "TCP", "UDP"}));
    target(port, path + ".targetPort");
    const auto node_port = number_at(port, "nodePort");
    if (node_port && !has_node_ports(service_))
      errors_.push_back(forbidden_value(path + ".nodePort", "may not be used when `type` is 'ClusterIP'"));
    if (!keys_.emplace(protocol, number).second)
      errors_.push_back(
          duplicate_value(path, to_text(json::object{{"protocol", protocol}, {"port", number}})));
    if (node_port && !node_ports_.emplace(protocol, *node_port).second)
      errors_.push_back(duplicate_value(path + ".nodePort", std::to_string(*node_port)));
  }

  void port_name(std::string_view name, const std::string& path, bool needed) {
    if (name.empty()) {
      if (needed) errors_.push_back(required_value(path));
      return;
    }
    if (!is_dns_label(name)) errors_.push_back(invalid_value(path, quoted(name), kPortNameRule));
    if (!names_.emplace(name).second) errors_.push_back(duplicate_value(path, quoted(name)));
  }

  void target(const json::object& port, const std::string& path) {
    const json::value* target = at(port, "targetPort");
    if (target == nullptr) return;
    if (target->is_int64() && !is_port(target->get_int64()))
      errors_.push_back(invalid_value(path, std::to_string(target->get_int64()), kPortRule));
    if (!target->is_string()) return;
    const std::string_view name = as_text(*target);
    if (name.size() > 15)
      errors_.push_back(invalid_value(path, quoted(name), "must be no more than 15 characters"));
    else if (!is_dns_label(name))
      errors_.push_back(invalid_value(path, quoted(name), kPortNameRule));
  }

  void affinity() {
    const std::string_view affinity = text_at(spec_, "sessionAffinity");
    if (affinity != "None" && affinity != "ClientIP")
      errors_.push_back(unsupported_value("spec.sessionAffinity", quoted(affinity), {"ClientIP", "None"}));
  }

  void addresses() {
    ip_list("spec.clusterIPs", "clusterIPs");
    ip_list("spec.externalIPs", "externalIPs");
    const json::array& cluster = list_at(spec_, "clusterIPs");
    if (!cluster.empty() && as_text(cluster.front()) != text_at(spec_, "clusterIP"))
      errors_.push_back(
          invalid_value("spec.clusterIPs", to_text(cluster), "first value must match `clusterIP`"));
    const json::array& sources = list_at(spec_, "loadBalancerSourceRanges");
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (!net::Cidr::parse(as_text(sources[i])))
        errors_.push_back(invalid_value("spec.LoadBalancerSourceRanges", to_text(sources),
                                        "must be a list of IP ranges, e.g. 10.240.0.0/24,10.250.0.0/24"));
    }
  }

  void ip_list(std::string_view path, std::string_view key) {
    const json::array& list = list_at(spec_, key);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string_view text = as_text(list[i]);
      const bool headless = key == "clusterIPs" && text == "None" && list.size() == 1;
      if (!headless && !net::IpAddress::parse(text))
        errors_.push_back(invalid_value(element(path, i), quoted(text), kIpRule));
    }
  }

  void policies() {
    const std::string_view outside = text_at(spec_, "externalTrafficPolicy");
    if (!outside.empty() && outside != "Cluster" && outside != "Local")
      errors_.push_back(
          unsupported_value("spec.externalTrafficPolicy", quoted(outside), {"Cluster", "Local"}));
    if (!outside.empty() && !has_node_ports(service_) && list_at(spec_, "externalIPs").empty())
      errors_.push_back(invalid_value("spec.externalTrafficPolicy", quoted(outside),
                                      "may only be set for externally-accessible services"));
    const std::string_view inside = text_at(spec_, "internalTrafficPolicy");
    if (!inside.empty() && inside != "Cluster" && inside != "Local")
      errors_.push_back(
          unsupported_value("spec.internalTrafficPolicy", quoted(inside), {"Cluster", "Local"}));
    const std::string_view families = text_at(spec_, "ipFamilyPolicy");
    if (!families.empty() && families != "SingleStack" && families != "PreferDualStack" &&
        families != "RequireDualStack")
      errors_.push_back(unsupported_value("spec.ipFamilyPolicy", quoted(families),
                                          {"PreferDualStack", "RequireDualStack", "SingleStack"}));
  }

  void load_balancer() {
    if (is_load_balancer(service_)) return;
    if (!text_at(spec_, "loadBalancerClass").empty())
      errors_.push_back(
          forbidden_value("spec.loadBalancerClass", "may only be used when `type` is 'LoadBalancer'"));
    if (at(spec_, "allocateLoadBalancerNodePorts") != nullptr)
      errors_.push_back(forbidden_value("spec.allocateLoadBalancerNodePorts",
                                        "may only be used when `type` is 'LoadBalancer'"));
  }

  void kept_fields() {
    if (old_ == nullptr) return;
    const std::string_view was = text_at(*old_, "spec.clusterIP");
    const bool both = has_cluster_ip(*old_) && has_cluster_ip(service_);
    if (both && !was.empty() && text_at(spec_, "clusterIP") != was) {
      errors_.push_back(invalid_value("spec.clusterIPs[0]", to_text(list_at(spec_, "clusterIPs")),
                                      "may not change once set"));
    }
    const bool balancers = is_load_balancer(*old_) && is_load_balancer(service_);
    if (balancers && text_at(*old_, "spec.loadBalancerClass") != text_at(spec_, "loadBalancerClass"))
      errors_.push_back(invalid_value("spec.loadBalancerClass", quoted(text_at(spec_, "loadBalancerClass")),
                                      "may not change once set"));
  }

  void status() {
    const json::array& ingress = list_at(service_, "status.loadBalancer.ingress");
    if (!ingress.empty() && !is_load_balancer(service_)) {
      errors_.push_back(forbidden_value("status.loadBalancer.ingress",
                                        "may only be used when `spec.type` is \"LoadBalancer\""));
    }
    for (std::size_t i = 0; i < ingress.size(); ++i) {
      const std::string_view ip = text_at(as_object(ingress[i]), "ip");
      if (!ip.empty() && !net::IpAddress::parse(ip))
        errors_.push_back(
            invalid_value(element("status.loadBalancer.ingress", i) + ".ip", quoted(ip), kIpRule));
    }
  }

  const json::object& service_;
  const json::object& spec_;
  const json::object* old_;
  FieldErrors& errors_;
  std::set<std::string, std::less<>> names_;
  std::set<std::pair<std::string, std::int64_t>> keys_;
  std::set<std::pair<std::string, std::int64_t>> node_ports_;
};

}  // namespace

void validate_service(const json::object& service, const json::object* old, FieldErrors& errors) {
  Check(service, old, errors).all();
}

}  // namespace herald::apiserver
