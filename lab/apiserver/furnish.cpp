#include "lab/apiserver/api.h"
#include "lab/apiserver/kind_rules.h"

namespace herald::apiserver {
namespace {

// Written like any other object, so that what stands in the log is complete; what an earlier run left is not
// touched.
void put(Cluster& cluster, std::string_view resource_name, std::string name_space, json::object object,
         UnixSeconds now) {
  const Resource* resource = cluster.registry().find_stored(resource_name);
  HERALD_CHECK(resource != nullptr);
  const kube::ObjectKey key{std::string(resource_name), std::move(name_space),
                            std::string(text_at(object, "metadata.name"))};
  if (cluster.store().get(key)) return;
  FieldErrors errors;
  prepare(object, nullptr, {*resource, cluster.numbers(), now}, errors);
  HERALD_CHECK(errors.empty());
  std::set<std::string> finalizers;
  if (resource->kind == "Namespace") finalizers.emplace(kNamespaceFinalizer);
  static_cast<void>(cluster.create(key, body_of(std::move(object)), std::move(finalizers), {now, false}));
}

json::object named(std::string_view kind, std::string_view name) {
  return {{"kind", kind}, {"metadata", json::object{{"name", name}}}};
}

// The second address of the first range, where every client inside of a cluster looks for the API server.
json::object own_service(const net::Cidr& range, std::uint16_t port) {
  const net::IpAddress address = net::IpAddress::of(range.family(), range.address().value() + 1);
  json::object service = named("Service", "kubernetes");
  service["metadata"].as_object()["labels"] =
      json::object{{"component", "apiserver"}, {"provider", "kubernetes"}};
  service["spec"] =
      json::object{{"clusterIP", address.to_string()},
                   {"ports", json::array{json::object{{"name", "https"},
                                                      {"protocol", "TCP"},
                                                      {"port", 443},
                                                      {"targetPort", static_cast<std::int64_t>(port)}}}}};
  return service;
}

json::object everything_role() {
  json::object role = named("ClusterRole", "cluster-admin");
  const json::array all{"*"};
  role["rules"] = json::array{json::object{{"apiGroups", all}, {"resources", all}, {"verbs", all}},
                              json::object{{"nonResourceURLs", all}, {"verbs", all}}};
  return role;
}

}  // namespace

void furnish(Cluster& cluster, std::uint16_t port, UnixSeconds now) {
  for (const char* name : {"default", "kube-system", "kube-public", "kube-node-lease"}) {
    put(cluster, "namespaces", "", named("Namespace", name), now);
  }
  put(cluster, "services", "default",
      own_service(cluster.numbers().ranges().front(), port == 0 ? 6443 : port), now);
  put(cluster, "clusterroles.rbac.authorization.k8s.io", "", everything_role(), now);
}

}  // namespace herald::apiserver
