#include "cli/live_views.h"

#include "cli/json_text.h"
#include "cli/live_announcing.h"
#include "core/alloc/allocator.h"
#include "core/net/u128.h"
#include "kube/timestamp.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

std::string external_ip(const model::Service& service) {
  if (service.ingress.empty()) return "<pending>";
  std::string joined;
  for (const net::IpAddress& address : service.ingress)
    joined += (joined.empty() ? "" : ",") + address.to_string();
  return joined;
}

std::string reason_of(const model::Service& service) {
  return service.assigned ? service.assigned->reason : "";
}

std::string message_of(const model::Service& service) {
  if (service.assigned) return service.assigned->message;
  return "no controller has judged it: does one run, and is its --lb-class the one asked about?";
}

std::string pools_of(const LiveCluster& cluster, const model::Service& service) {
  std::set<std::string> names;
  for (const net::IpAddress& address : service.ingress) {
    const config::Pool* const pool = pool_around(cluster, address);
    names.insert(pool == nullptr ? "(none)" : pool->spec.name);
  }
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ",") + name;
  return text;
}

std::string_view protocol_name(config::Protocol protocol) {
  switch (protocol) {
    case config::Protocol::layer2:
      return "layer2";
    case config::Protocol::bgp:
      return "bgp";
    case config::Protocol::both:
      return "both";
  }
  return "";
}

json::array announcements(const LiveCluster& cluster, const model::Service& service) {
  json::array all;
  for (const net::IpAddress& address : service.ingress) {
    const Announcement announcement = announcement_of(cluster, service, address);
    json::object entry{{"address", json_text(address.to_string())}, {"node", json_text(announcement.node)}};
    if (!announcement.why.empty()) entry["why"] = json_text(announcement.why);
    all.push_back(std::move(entry));
  }
  return all;
}

std::vector<alloc::PoolUsage> usage_of(const LiveCluster& cluster) {
  alloc::Allocator allocator;
  std::vector<alloc::PoolSpec> specs;
  for (const config::Pool& pool : cluster.config.config->pools)
    specs.push_back(pool.spec);
  static_cast<void>(allocator.set_pools(std::move(specs)));
  for (const model::Service& service : cluster.services)
    static_cast<void>(allocator.hold(service.key, {}, service.ingress));
  return allocator.usage();
}

}  // namespace

Page show_services(const LiveCluster& cluster) {
  Page page{.prose = {},
            .table = Table({{"NAMESPACE"},
                            {"NAME"},
                            {"EXTERNAL-IP"},
                            {"POOL"},
                            {"REASON"},
                            {"ANNOUNCED-BY"},
                            {"MESSAGE", Width::wide}}),
            .nothing = "There is no Service of type LoadBalancer.",
            .data = {}};
  json::array services;
  for (const model::Service& service : cluster.services) {
    const std::string pool = pools_of(cluster, service);
    page.table->add({service.key.name_space, service.key.name, external_ip(service), pool, reason_of(service),
                     announced_by(cluster, service), message_of(service)});
    services.push_back(json::object{{"namespace", json_text(service.key.name_space)},
                                    {"name", json_text(service.key.name)},
                                    {"class", json_text(service.load_balancer_class.value_or(""))},
                                    {"pool", json_text(pool)},
                                    {"assigned", service.assigned && service.assigned->is_true},
                                    {"reason", json_text(reason_of(service))},
                                    {"message", json_text(message_of(service))},
                                    {"announced", announcements(cluster, service)}});
  }
  // What would be said of one of Herald's own is not so of these.
  for (const model::Service& service : cluster.of_other_classes) {
    page.table->add({service.key.name_space, service.key.name, external_ip(service), "", "(other class)", "",
                     why_left_alone(service)});
    services.push_back(json::object{{"namespace", json_text(service.key.name_space)},
                                    {"name", json_text(service.key.name)},
                                    {"class", json_text(service.load_balancer_class.value_or(""))},
                                    {"pool", ""},
                                    {"assigned", false},
                                    {"reason", ""},
                                    {"message", json_text(why_left_alone(service))},
                                    {"announced", json::array()}});
  }
  page.data = json::object{{"services", std::move(services)}};
  return page;
}

Page show_pools(const LiveCluster& cluster) {
  Page page{
      .prose = {},
      .table = Table(
          {{"POOL"}, {"FAMILY"}, {"PROTOCOL"}, {"TOTAL"}, {"USED"}, {"FREE"}, {"ADDRESSES", Width::wide}}),
      .nothing = "The configuration has no pools.",
      .data = {}};
  json::array pools;
  if (!cluster.config.config) {
    page.nothing = "There is no valid configuration in " + cluster.config.name.to_string() + ".";
    page.data = json::object{{"pools", std::move(pools)}};
    return page;
  }
  for (const alloc::PoolUsage& usage : usage_of(cluster)) {
    const auto& configured = cluster.config.config->pools;
    const auto pool =
        std::ranges::find(configured, usage.pool, [](const config::Pool& each) { return each.spec.name; });
    std::string addresses;
    for (const net::AddressBlock& block : pool->spec.addresses)
      addresses += (addresses.empty() ? "" : ",") + block.to_string();
    const std::string total = net::to_decimal(usage.total);
    const std::string used = net::to_decimal(usage.used);
    const std::string free = net::to_decimal(usage.total - usage.used);
    const std::string protocol(protocol_name(pool->protocol));
    page.table->add(
        {usage.pool, std::string(net::family_name(usage.family)), protocol, total, used, free, addresses});
    // As text: an IPv6 pool holds more addresses than a JSON number tells apart.
    pools.push_back(json::object{{"pool", json_text(usage.pool)},
                                 {"family", json_text(net::family_name(usage.family))},
                                 {"protocol", json_text(protocol)},
                                 {"total", json_text(total)},
                                 {"used", json_text(used)},
                                 {"free", json_text(free)},
                                 {"addresses", json_text(addresses)}});
  }
  page.data = json::object{{"pools", std::move(pools)}};
  return page;
}

Page show_owners(const LiveCluster& cluster) {
  Page page{.prose = {},
            .table = Table({{"ADDRESS"}, {"NODE"}, {"SINCE", Width::wide}, {"SERVICE"}, {"WHY-NOBODY"}}),
            .nothing = "No Service has an address.",
            .data = {}};
  json::array owners;
  for (const model::Service& service : cluster.services) {
    for (const net::IpAddress& address : service.ingress) {
      const Announcement announcement = announcement_of(cluster, service, address);
      const std::string since = announcement.since ? kube::format_time(*announcement.since) : "";
      page.table->add(
          {address.to_string(), announcement.node, since, service.key.to_string(), announcement.why});
      owners.push_back(json::object{{"address", json_text(address.to_string())},
                                    {"node", json_text(announcement.node)},
                                    {"since", json_text(since)},
                                    {"service", json_text(service.key.to_string())},
                                    {"why", json_text(announcement.why)}});
    }
  }
  page.data = json::object{{"owners", std::move(owners)}};
  return page;
}

}  // namespace herald::cli
