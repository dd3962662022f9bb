// Services, straight into the model.
#include "kube/decode_fields.h"

namespace herald::kube {
namespace {

using model::Service;

bool is_ours(std::string_view annotation) {
  return annotation.starts_with("lb.herald/") || annotation.starts_with("metallb.io/") ||
         annotation.starts_with("metallb.universe.tf/");
}

void read_metadata(const Fields& root, const Meta& meta, Service& service) {
  service.key = meta.key;
  service.uid = meta.uid;
  service.resource_version = meta.resource_version;
  service.created = meta.created;
  service.being_deleted = meta.being_deleted;
  root.with("metadata", [&](const Fields& fields) {
    service.labels = fields.texts("labels");
    fields.each_text("annotations", is_ours, service.annotations);
  });
}

void read_families(const Fields& spec, Service& service) {
  spec.each_string("ipFamilies", [&](std::string_view text) {
    if (text == "IPv4") return service.ip_families.push_back(net::Family::ipv4);
    if (text == "IPv6") return service.ip_families.push_back(net::Family::ipv6);
    spec.refuse("ipFamilies", "unknown family");
  });
  const std::string policy = spec.text("ipFamilyPolicy");
  if (policy == "SingleStack") {
    service.family_policy = model::FamilyPolicy::single_stack;
  } else if (policy == "PreferDualStack") {
    service.family_policy = model::FamilyPolicy::prefer_dual_stack;
  } else if (policy == "RequireDualStack") {
    service.family_policy = model::FamilyPolicy::require_dual_stack;
  } else if (!policy.empty()) {
    spec.refuse("ipFamilyPolicy", "unknown policy");
  }
}

// "" is a Service whose address is pending, "None" one that never has any.
void add_cluster_ip(const Fields& spec, std::string_view field, std::string_view text, Service& service) {
  if (text.empty() || text == "None") return;
  if (const auto address = net::IpAddress::parse(text)) {
    service.cluster_ips.push_back(*address);
  } else {
    spec.refuse(field, "not an IP address");
  }
}

void read_cluster_ips(const Fields& spec, Service& service) {
  bool listed = false;
  spec.each_string("clusterIPs", [&](std::string_view text) {
    listed = true;
    add_cluster_ip(spec, "clusterIPs", text, service);
  });
  // Before 1.20 there is only the single field.
  if (!listed) add_cluster_ip(spec, "clusterIP", spec.text("clusterIP"), service);
}

model::Protocol read_protocol(const Fields& port) {
  const std::string text = port.text("protocol");
  if (text == "UDP") return model::Protocol::udp;
  if (text == "SCTP") return model::Protocol::sctp;
  if (!text.empty() && text != "TCP") port.refuse("protocol", "unknown protocol");
  return model::Protocol::tcp;
}

void read_ports(const Fields& spec, Service& service) {
  spec.each("ports", [&](const Fields& port) {
    const auto number = port.whole("port", 1, 65535);
    if (!number) port.refuse("port", "missing");
    service.ports.push_back({read_protocol(port), static_cast<std::uint16_t>(number.value_or(0))});
  });
}

void read_traffic_policy(const Fields& spec, Service& service) {
  const std::string text = spec.text("externalTrafficPolicy");
  if (text == "Local") {
    service.traffic_policy = model::TrafficPolicy::local;
  } else if (!text.empty() && text != "Cluster") {
    spec.refuse("externalTrafficPolicy", "unknown policy");
  }
}

void read_spec(const Fields& spec, Service& service) {
  service.is_load_balancer = spec.text("type") == "LoadBalancer";
  service.load_balancer_class = spec.optional_text("loadBalancerClass");
  service.load_balancer_ip = spec.text("loadBalancerIP");
  service.selector = spec.texts("selector");
  read_families(spec, service);
  read_cluster_ips(spec, service);
  read_ports(spec, service);
  read_traffic_policy(spec, service);
}

void read_status(const Fields& status, Service& service) {
  status.with("loadBalancer", [&](const Fields& balancer) {
    balancer.each("ingress", [&](const Fields& ingress) {
      // Entries with a host name, or with what is no address, are not ours and hold nothing.
      if (const auto address = net::IpAddress::parse(ingress.text("ip"))) service.ingress.push_back(*address);
    });
  });
  status.each("conditions", [&](const Fields& condition) {
    const std::string type = condition.text("type");
    if (type != kAssignedCondition && type != kAnnouncedCondition) return;
    (type == kAssignedCondition ? service.assigned : service.announced) = {
        condition.text("status") == "True", condition.text("reason"), condition.text("message")};
  });
}

}  // namespace

template <>
Decoded<Object<Service>> decode(std::string_view json, Scratch& scratch) {
  return read_object<Service>(json, scratch, [](const Fields& root, Object<Service>& object) {
    read_metadata(root, object.meta, object.value);
    root.with("spec", [&](const Fields& spec) { read_spec(spec, object.value); });
    root.with("status", [&](const Fields& status) { read_status(status, object.value); });
  });
}

}  // namespace herald::kube
