#include "controller/shell_state.h"

#include "core/alloc/allocator.h"
#include "core/net/u128.h"
#include "kube/timestamp.h"
#include "runtime/build_info.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace herald::controller {
namespace {

namespace json = boost::json;

json::string text(std::string_view value) {
  return json::string(value.data(), value.size());
}

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::following:
      return "following";
    case Phase::refreshing:
      return "refreshing";
    case Phase::awaiting_config:
      return "awaiting config";
    case Phase::steady:
      return "steady";
    case Phase::stopping:
      return "stopping";
  }
  return "";
}

json::array pools(const Brain& brain) {
  json::array pools;
  if (brain.allocator() == nullptr) return pools;
  for (const alloc::PoolUsage& usage : brain.allocator()->usage()) {
    // As text: an IPv6 pool holds more addresses than a JSON number tells apart.
    pools.push_back(json::object{{"pool", text(usage.pool)},
                                 {"family", usage.family == net::Family::ipv4 ? "ipv4" : "ipv6"},
                                 {"total", text(net::to_decimal(usage.total))},
                                 {"used", text(net::to_decimal(usage.used))},
                                 {"withheld", usage.withheld}});
  }
  return pools;
}

json::object services(const Brain& brain) {
  std::size_t handled = 0;
  std::size_t assigned = 0;
  json::object by_reason;
  json::array waiting;
  brain.snapshot().each([&](const model::Service& service) {
    if (!brain.serves(service)) return;
    ++handled;
    const bool has_address = !service.ingress.empty();
    if (has_address) ++assigned;
    const std::string reason = service.assigned ? service.assigned->reason : "(none)";
    json::value& count = by_reason[json::string_view(reason)];
    count = count.is_null() ? 1 : count.as_int64() + 1;
    if (has_address) return;
    json::object entry{{"service", text(service.key.to_string())}, {"reason", text(reason)}};
    if (service.assigned) entry["message"] = text(service.assigned->message);
    waiting.push_back(std::move(entry));
  });
  return {{"total", handled},
          {"assigned", assigned},
          {"conditions", std::move(by_reason)},
          {"waiting", std::move(waiting)}};
}

json::array speakers(const Speakers& leases) {
  json::array speakers;
  for (const auto& [name, lease] : leases) {
    json::object report;
    for (const auto& [key, value] : lease.value.annotations)
      report[json::string_view(key)] = text(value);
    json::object entry{{"lease", text(name)}, {"holder", text(lease.value.holder)}};
    if (lease.value.renewed) entry["renewed"] = text(kube::format_micro_time(*lease.value.renewed));
    entry["report"] = std::move(report);
    speakers.push_back(std::move(entry));
  }
  return speakers;
}

}  // namespace

std::string state_page(const StateInput& input) {
  return json::serialize(json::object{{"version", text(runtime::version())},
                                      {"identity", text(input.identity)},
                                      {"leading", input.leading},
                                      {"leader", text(input.leader)},
                                      {"phase", text(phase_name(input.brain.phase()))},
                                      {"config", json::object{{"name", text(input.config_name)},
                                                              {"stale", input.brain.config_is_stale()}}},
                                      {"pools", pools(input.brain)},
                                      {"services", services(input.brain)},
                                      {"speakers", speakers(input.speakers)}}) +
         "\n";
}

}  // namespace herald::controller
