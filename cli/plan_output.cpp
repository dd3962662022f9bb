#include "cli/plan_output.h"

#include "cli/json_text.h"
#include "controller/verdict.h"

#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace herald::cli {
namespace {

namespace json = boost::json;

std::string addresses_of(const model::Service& service) {
  std::string text;
  for (const net::IpAddress& address : service.ingress)
    text += (text.empty() ? "" : ",") + address.to_string();
  return text;
}

std::string pool_of(const model::Service& service) {
  const auto found = service.annotations.find(controller::kPoolAnnotation);
  return found == service.annotations.end() ? std::string() : found->second;
}

std::vector<std::string> row_of(const Outcome& outcome) {
  const model::Service& service = outcome.service;
  const std::string address = addresses_of(service);
  if (!outcome.handled) {
    const std::string why =
        "not touched: its load balancer class is \"" + service.load_balancer_class.value_or("") + "\"";
    return {service.key.name_space, service.key.name, address, "", "", why};
  }
  return {service.key.name_space, service.key.name,         address.empty() ? "<pending>" : address,
          pool_of(service),       service.assigned->reason, service.assigned->message};
}

json::object entry_of(const Outcome& outcome) {
  const model::Service& service = outcome.service;
  json::array addresses;
  for (const net::IpAddress& address : service.ingress)
    addresses.push_back(json_text(address.to_string()));
  json::object entry{{"namespace", json_text(service.key.name_space)},
                     {"name", json_text(service.key.name)},
                     {"handled", outcome.handled},
                     {"changed", outcome.changed},
                     {"addresses", std::move(addresses)},
                     {"pool", json_text(pool_of(service))}};
  if (outcome.handled) {
    entry["assigned"] = service.assigned->is_true;
    entry["reason"] = json_text(service.assigned->reason);
    entry["message"] = json_text(service.assigned->message);
  }
  return entry;
}

}  // namespace

Page show_plan(std::span<const Outcome> outcomes) {
  Page page{.prose = {},
            .table = Table({{"NAMESPACE"}, {"NAME"}, {"EXTERNAL-IP"}, {"POOL"}, {"REASON"}, {"MESSAGE"}}),
            .nothing = "There is no Service of type LoadBalancer in these files.",
            .data = {}};
  json::array services;
  for (const Outcome& outcome : outcomes) {
    page.table->add(row_of(outcome));
    services.push_back(entry_of(outcome));
  }
  page.data = json::object{{"services", std::move(services)}};
  return page;
}

}  // namespace herald::cli
