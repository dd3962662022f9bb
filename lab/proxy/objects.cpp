#include "lab/proxy/objects.h"

#include "kube/decode_fields.h"

namespace herald::kube {
namespace {

constexpr std::string_view kServiceNameLabel = "kubernetes.io/service-name";
constexpr std::string_view kForeignLabel = "lab.herald/foreign";

model::Protocol protocol_of(const Fields& port) {
  const std::string text = port.text("protocol");
  if (text == "UDP") return model::Protocol::udp;
  return text == "SCTP" ? model::Protocol::sctp : model::Protocol::tcp;
}

std::uint16_t number_in(const Fields& port, std::string_view field) {
  return static_cast<std::uint16_t>(port.whole(field, 0, 65535).value_or(0));
}

void add_address(std::string_view text, std::vector<net::IpAddress>& into) {
  if (const auto address = net::IpAddress::parse(text)) into.push_back(*address);
}

void read_port(const Fields& port, lab::CarriedService& service) {
  service.ports.push_back({.name = port.text("name"),
                           .protocol = protocol_of(port),
                           .number = number_in(port, "port"),
                           .node_port = number_in(port, "nodePort")});
}

void read_spec(const Fields& spec, lab::CarriedService& service) {
  spec.each_string("clusterIPs", [&](std::string_view text) { add_address(text, service.cluster_ips); });
  spec.each_string("externalIPs", [&](std::string_view text) { add_address(text, service.external_ips); });
  spec.each("ports", [&](const Fields& port) { read_port(port, service); });
  service.local_only = spec.text("externalTrafficPolicy") == "Local";
  service.sticky_clients = spec.text("sessionAffinity") == "ClientIP";
  service.prefers_same_node = spec.text("trafficDistribution") == "PreferSameNode";
}

void read_status(const Fields& status, lab::CarriedService& service) {
  status.with("loadBalancer", [&](const Fields& balancer) {
    balancer.each("ingress",
                  [&](const Fields& ingress) { add_address(ingress.text("ip"), service.external_ips); });
  });
}

void read_backend(const Fields& endpoint, lab::CarriedSlice& slice) {
  lab::Backend backend;
  backend.node = endpoint.text("nodeName");
  backend.ready = backend.serving = true;
  endpoint.with("conditions", [&](const Fields& conditions) {
    backend.ready = conditions.flag("ready", true);
    backend.serving = conditions.flag("serving", backend.ready);
    backend.terminating = conditions.flag("terminating", false);
  });
  std::vector<net::IpAddress> addresses;
  endpoint.each_string("addresses", [&](std::string_view text) { add_address(text, addresses); });
  if (addresses.empty()) return;
  backend.address = addresses.front();
  slice.backends.push_back(backend);
}

void read_slice(const Fields& root, lab::CarriedSlice& slice) {
  root.with("metadata", [&](const Fields& meta) {
    meta.with("labels", [&](const Fields& labels) {
      slice.service.name = labels.text(kServiceNameLabel);
      slice.foreign = labels.has(kForeignLabel);
    });
  });
  root.each("endpoints", [&](const Fields& endpoint) { read_backend(endpoint, slice); });
  root.each("ports", [&](const Fields& port) {
    slice.ports.push_back({port.text("name"), protocol_of(port), number_in(port, "port")});
  });
}

}  // namespace

template <>
Decoded<Object<lab::CarriedService>> decode(std::string_view json, Scratch& scratch) {
  return read_object<lab::CarriedService>(
      json, scratch, [](const Fields& root, Object<lab::CarriedService>& object) {
        root.with("spec", [&](const Fields& spec) { read_spec(spec, object.value); });
        root.with("status", [&](const Fields& status) { read_status(status, object.value); });
      });
}

template <>
Decoded<Object<lab::CarriedSlice>> decode(std::string_view json, Scratch& scratch) {
  return read_object<lab::CarriedSlice>(json, scratch,
                                        [](const Fields& root, Object<lab::CarriedSlice>& object) {
                                          object.value.service.name_space = object.meta.key.name_space;
                                          read_slice(root, object.value);
                                        });
}

}  // namespace herald::kube
