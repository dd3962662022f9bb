// `heraldctl explain`: one screen about one Service: what it wants, what it has, who announces it, and if
// something is missing, why.
#include "cli/json_text.h"
#include "cli/live_announcing.h"
#include "cli/live_views.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

std::string wishes_of(const model::Service& service) {
  std::string lines;
  for (const auto& [key, value] : service.annotations)
    lines += "  " + key + ": " + value + "\n";
  if (!service.load_balancer_ip.empty()) lines += "  spec.loadBalancerIP: " + service.load_balancer_ip + "\n";
  return lines;
}

std::string ports_of(const model::Service& service) {
  std::string ports;
  for (const model::ServicePort& port : service.ports)
    ports += (ports.empty() ? "" : ", ") + model::to_string(port);
  return ports;
}

std::string line_of(const LiveCluster& cluster, net::IpAddress address) {
  const config::Pool* const pool = pool_around(cluster, address);
  const Announcement announcement = announcement_of(cluster, address);
  std::string line = "  " + address.to_string();
  line += pool == nullptr ? ", of no configured pool" : ", of pool \"" + pool->spec.name + "\"";
  if (pool != nullptr && pool->protocol == config::Protocol::bgp) return line + ", announced over BGP\n";
  if (announcement.node.empty()) return line + ", announced by nobody: " + announcement.why + "\n";
  return line + ", announced by " + announcement.node + "\n";
}

std::string verdict_of(const model::Service& service) {
  if (!service.assigned) return "no controller has judged it: does one run, and is the Service of its class?";
  return service.assigned->reason + ": " + service.assigned->message;
}

}  // namespace

std::optional<Page> explain(const LiveCluster& cluster, const model::ServiceKey& key) {
  const auto service = std::ranges::find(cluster.services, key, &model::Service::key);
  if (service == cluster.services.end()) return std::nullopt;
  std::string prose = "Service:   " + key.to_string() + "\n";
  prose += "Ports:     " + ports_of(*service) + "\n";
  prose += std::string("Policy:    ") +
           (service->traffic_policy == model::TrafficPolicy::local
                ? "Local (only nodes with endpoints of its own announce it)"
                : "Cluster (any node may announce it)") +
           "\n";
  if (service->load_balancer_class) prose += "Class:     " + *service->load_balancer_class + "\n";
  if (const std::string wishes = wishes_of(*service); !wishes.empty()) prose += "Asks for:\n" + wishes;
  prose += "Verdict:   " + verdict_of(*service) + "\n";
  prose += service->ingress.empty() ? "Addresses: none\n" : "Addresses:\n";
  json::array addresses;
  for (const net::IpAddress& address : service->ingress) {
    prose += line_of(cluster, address);
    const Announcement announcement = announcement_of(cluster, address);
    const config::Pool* const pool = pool_around(cluster, address);
    addresses.push_back(json::object{{"address", json_text(address.to_string())},
                                     {"pool", json_text(pool == nullptr ? "" : pool->spec.name)},
                                     {"node", json_text(announcement.node)},
                                     {"why", json_text(announcement.why)}});
  }
  json::object data{{"service", json_text(key.to_string())},
                    {"verdict", json_text(verdict_of(*service))},
                    {"addresses", std::move(addresses)}};
  return Page{.prose = std::move(prose), .table = std::nullopt, .nothing = {}, .data = std::move(data)};
}

}  // namespace herald::cli
