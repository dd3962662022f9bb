// `heraldctl explain`: one screen about one Service: what it wants, what it has, who announces it since when,
// and if something is missing, why, and what can be done.
#include "cli/advice.h"
#include "cli/json_text.h"
#include "cli/live_announcing.h"
#include "cli/live_views.h"
#include "config/service_notes.h"
#include "kube/timestamp.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

std::string wishes_of(const model::Service& service) {
  std::string lines;
  // What Herald itself wrote is no wish.
  for (const auto& [key, value] : service.annotations) {
    if (config::is_note(key)) continue;
    lines.append("  ").append(key).append(": ").append(value).append("\n");
  }
  if (!service.load_balancer_ip.empty()) lines += "  spec.loadBalancerIP: " + service.load_balancer_ip + "\n";
  return lines;
}

std::string ports_of(const model::Service& service) {
  std::string ports;
  for (const model::ServicePort& port : service.ports)
    ports += (ports.empty() ? "" : ", ") + model::to_string(port);
  return ports;
}

// "2026-11-20T16:00:00Z (5m ago)"; empty when nobody says.
std::string since_text(const LiveCluster& cluster, const Announcement& announcement) {
  if (!announcement.since) return "";
  const kube::UnixMicros then(announcement.since->value() * 1'000'000);
  return kube::format_time(*announcement.since) + " (" + age(then, cluster.now) + " ago)";
}

std::string line_of(const LiveCluster& cluster, const model::Service& service, net::IpAddress address) {
  const config::Pool* const pool = pool_around(cluster, address);
  const Announcement announcement = announcement_of(cluster, service, address);
  std::string line = "  " + address.to_string();
  line += pool == nullptr ? ", of no configured pool" : ", of pool \"" + pool->spec.name + "\"";
  if (announcement.over_bgp) return line + ", announced over BGP\n";
  if (announcement.node.empty()) return line + ", announced by nobody: " + announcement.why + "\n";
  const std::string since = since_text(cluster, announcement);
  return line + ", announced by " + announcement.node + (since.empty() ? "" : " since " + since) + "\n";
}

std::string condition_text(const model::Condition& condition) {
  return condition.reason + ": " + condition.message;
}

std::string verdict_of(const model::Service& service) {
  if (service.assigned) return condition_text(*service.assigned);
  return "no controller has judged it: does one run, and is its --lb-class the one asked about?";
}

// What to do about each of the conditions; the reasons may be the same ones.
std::vector<std::string> advices_for(const LiveCluster& cluster, const model::Service& service) {
  std::vector<std::string> lines;
  const auto take = [&](std::string_view reason) {
    const std::string text(advice(reason));
    if (!text.empty() && std::ranges::find(lines, text) == lines.end()) lines.push_back(text);
  };
  if (service.assigned) take(service.assigned->reason);
  if (!service.ingress.empty() && service.announced) take(service.announced->reason);
  // The speakers' own words may be newer than the condition.
  for (const net::IpAddress& address : service.ingress)
    take(announcement_of(cluster, service, address).why);
  return lines;
}

std::string prose_of(const LiveCluster& cluster, const model::Service& service) {
  const bool local = service.traffic_policy == model::TrafficPolicy::local;
  std::string prose = "Service:   " + service.key.to_string() + "\n";
  prose += "Ports:     " + ports_of(service) + "\n";
  prose += std::string("Policy:    ") +
           (local ? "Local (only nodes with endpoints of its own announce it)"
                  : "Cluster (any node may announce it)") +
           "\n";
  if (service.load_balancer_class) prose += "Class:     " + *service.load_balancer_class + "\n";
  if (const std::string wishes = wishes_of(service); !wishes.empty()) prose += "Asks for:\n" + wishes;
  prose += "Verdict:   " + verdict_of(service) + "\n";
  prose += service.ingress.empty() ? "Addresses: none\n" : "Addresses:\n";
  for (const net::IpAddress& address : service.ingress)
    prose += line_of(cluster, service, address);
  if (!service.ingress.empty() && service.announced)
    prose += "Announced: " + condition_text(*service.announced) + "\n";
  for (const std::string& line : advices_for(cluster, service))
    prose += "To do:     " + line + "\n";
  return prose;
}

json::object data_of(const LiveCluster& cluster, const model::Service& service) {
  json::array addresses;
  for (const net::IpAddress& address : service.ingress) {
    const Announcement announcement = announcement_of(cluster, service, address);
    const config::Pool* const pool = pool_around(cluster, address);
    addresses.push_back(
        json::object{{"address", json_text(address.to_string())},
                     {"pool", json_text(pool == nullptr ? "" : pool->spec.name)},
                     {"node", json_text(announcement.node)},
                     {"since", json_text(announcement.since ? kube::format_time(*announcement.since) : "")},
                     {"why", json_text(announcement.why)}});
  }
  json::array advices;
  for (const std::string& line : advices_for(cluster, service))
    advices.push_back(json_text(line));
  return {{"service", json_text(service.key.to_string())},
          {"assigned", service.assigned && service.assigned->is_true},
          {"reason", json_text(service.assigned ? service.assigned->reason : "")},
          {"verdict", json_text(verdict_of(service))},
          {"announced", json_text(service.announced ? service.announced->reason : "")},
          {"addresses", std::move(addresses)},
          {"todo", std::move(advices)}};
}

// Neither its conditions nor its addresses are of our making.
Page explain_other(const model::Service& service) {
  const std::string verdict = "not Herald's: " + why_left_alone(service);
  return {.prose = "Service:   " + service.key.to_string() + "\nVerdict:   " + verdict + "\n",
          .table = std::nullopt,
          .nothing = {},
          .data = json::object{{"service", json_text(service.key.to_string())},
                               {"assigned", false},
                               {"reason", ""},
                               {"verdict", json_text(verdict)},
                               {"announced", ""},
                               {"addresses", json::array()},
                               {"todo", json::array()}}};
}

}  // namespace

std::optional<Page> explain(const LiveCluster& cluster, const model::ServiceKey& key) {
  const auto& others = cluster.of_other_classes;
  const auto other = std::ranges::find(others, key, &model::Service::key);
  if (other != others.end()) return explain_other(*other);
  const auto service = std::ranges::find(cluster.services, key, &model::Service::key);
  if (service == cluster.services.end()) return std::nullopt;
  return Page{.prose = prose_of(cluster, *service),
              .table = std::nullopt,
              .nothing = {},
              .data = data_of(cluster, *service)};
}

}  // namespace herald::cli
