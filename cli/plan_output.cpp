#include "cli/plan_output.h"

#include "controller/verdict.h"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::cli {
namespace {

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

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

std::string or_dash(std::string text) {
  return text.empty() ? "-" : text;
}

Row row_of(const Outcome& outcome) {
  const model::Service& service = outcome.service;
  if (!outcome.handled) {
    return {service.key.name_space,
            service.key.name,
            or_dash(addresses_of(service)),
            "-",
            "-",
            "not touched: its load balancer class is \"" + service.load_balancer_class.value_or("") + "\""};
  }
  const std::string address = addresses_of(service);
  return {service.key.name_space,    service.key.name,         address.empty() ? "<pending>" : address,
          or_dash(pool_of(service)), service.assigned->reason, service.assigned->message};
}

}  // namespace

std::string as_table(std::span<const Outcome> outcomes) {
  std::vector<Row> rows{{"NAMESPACE", "NAME", "EXTERNAL-IP", "POOL", "REASON", "MESSAGE"}};
  for (const Outcome& outcome : outcomes)
    rows.push_back(row_of(outcome));
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i)
      widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i)
      out += row[i] + std::string(widths[i] - row[i].size() + 3, ' ');
    out += row.back() + "\n";
  }
  return out;
}

std::string as_json(std::span<const Outcome> outcomes) {
  boost::json::array services;
  for (const Outcome& outcome : outcomes) {
    const model::Service& service = outcome.service;
    boost::json::array addresses;
    for (const net::IpAddress& address : service.ingress)
      addresses.push_back(boost::json::string(address.to_string()));
    boost::json::object entry{{"namespace", service.key.name_space}, {"name", service.key.name},
                              {"handled", outcome.handled},          {"changed", outcome.changed},
                              {"addresses", std::move(addresses)},   {"pool", pool_of(service)}};
    if (outcome.handled) {
      entry["assigned"] = service.assigned->is_true;
      entry["reason"] = service.assigned->reason;
      entry["message"] = service.assigned->message;
    }
    services.push_back(std::move(entry));
  }
  return boost::json::serialize(boost::json::object{{"services", std::move(services)}}) + "\n";
}

}  // namespace herald::cli
