#include "lab/cluster/slices.h"

#include "core/net/cidr.h"
#include "core/net/ip.h"
#include "lab/apiserver/json.h"

#include <algorithm>

namespace herald::lab {
namespace {

namespace json = boost::json;

constexpr unsigned kOwnBits =
    16;  // how much of a Service's address tells it from others, and fits a pod range

// A port by name would need the pod's description; the lab's pods listen on the Service's port then.
std::int64_t target_of(const json::object& port) {
  const auto target = apiserver::number_at(port, "targetPort");
  return target.value_or(apiserver::number_at(port, "port").value_or(0));
}

json::array ports_of(const json::object& service) {
  json::array ports;
  for (const json::value& value : apiserver::list_at(service, "spec.ports")) {
    const json::object& port = apiserver::as_object(value);
    const std::string_view protocol = apiserver::text_at(port, "protocol");
    ports.push_back(json::object{{"name", json::string(apiserver::text_at(port, "name"))},
                                 {"protocol", json::string(protocol.empty() ? "TCP" : protocol)},
                                 {"port", target_of(port)}});
  }
  return ports;
}

std::string pod_address(const Place& node, const net::IpAddress& service) {
  const bool v4 = service.family() == net::Family::ipv4;
  const auto range = net::Cidr::parse(v4 ? pod_range(node) : pod_range6(node));
  const auto own = net::low_half(service.value()) & ((1U << kOwnBits) - 1U);
  return net::IpAddress::of(service.family(), range->address().value() + own).to_string();
}

json::object endpoint(const PodOnNode& pod, const std::string& address) {
  const bool ready = pod.state == PodState::ready;
  const bool terminating = pod.state == PodState::terminating;
  return {{"addresses", json::array{json::string(address)}},
          {"nodeName", pod.node},
          {"conditions",
           json::object{{"ready", ready}, {"serving", ready || terminating}, {"terminating", terminating}}}};
}

Result<SliceText, std::string> slice_of(const ServiceObject& service, const net::IpAddress& cluster_ip,
                                        const std::vector<Place>& places, const Workload& workload) {
  const bool v4 = cluster_ip.family() == net::Family::ipv4;
  SliceText slice{.name = service.key.name + (v4 ? "-v4" : "-v6"), .body = {}, .addresses = {}};
  json::array endpoints;
  for (const PodOnNode& pod : workload.pods) {
    const auto node = std::ranges::find(places, pod.node, &Place::name);
    if (node == places.end() || node->role != Role::node) return fail("there is no node " + pod.node);
    const std::string address = pod_address(*node, cluster_ip);
    endpoints.push_back(endpoint(pod, address));
    slice.addresses += pod.node + " " + address + "\n";
  }
  json::object labels{{"kubernetes.io/service-name", service.key.name}};
  if (workload.foreign) labels["lab.herald/foreign"] = "true";
  slice.body = apiserver::to_text(json::object{
      {"apiVersion", "discovery.k8s.io/v1"},
      {"kind", "EndpointSlice"},
      {"metadata",
       json::object{{"name", slice.name}, {"namespace", service.key.name_space}, {"labels", labels}}},
      {"addressType", v4 ? "IPv4" : "IPv6"},
      {"endpoints", endpoints},
      {"ports", ports_of(service.json)}});
  return slice;
}

}  // namespace

Result<std::vector<SliceText>, std::string> slices_of(const ServiceObject& service,
                                                      const std::vector<Place>& places,
                                                      const Workload& workload) {
  std::vector<SliceText> slices;
  for (const json::value& value : apiserver::list_at(service.json, "spec.clusterIPs")) {
    const auto cluster_ip = net::IpAddress::parse(apiserver::as_text(value));
    if (!cluster_ip) continue;
    auto slice = slice_of(service, *cluster_ip, places, workload);
    if (!slice) return fail(slice.error());
    slices.push_back(*std::move(slice));
  }
  if (slices.empty())
    return fail(service.key.to_string() + " has no cluster IP, so nothing leads to pods of it");
  return slices;
}

}  // namespace herald::lab
