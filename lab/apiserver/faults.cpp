#include "lab/apiserver/faults.h"

#include <utility>

namespace herald::apiserver {
namespace {

constexpr std::pair<std::string_view, FaultKind> kNames[] = {
    {"latency", FaultKind::latency},       {"too_many", FaultKind::too_many},
    {"conflict", FaultKind::conflict},     {"error", FaultKind::error},
    {"drop_watch", FaultKind::drop_watch}, {"mute_watch", FaultKind::mute_watch},
    {"trickle", FaultKind::trickle},
};

std::optional<FaultKind> kind_named(std::string_view name) {
  for (const auto& [known, kind] : kNames) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(FaultKind kind) {
  for (const auto& [name, known] : kNames) {
    if (known == kind) return name;
  }
  return {};
}

bool is_for_watches(FaultKind kind) {
  return kind == FaultKind::drop_watch || kind == FaultKind::mute_watch;
}

bool concerns(const Fault& fault, const Target& target) {
  if (fault.count == 0) return false;
  if (is_for_watches(fault.kind) && target.verb != "watch") return false;
  // Without a resource it is about all resources, but never about /lab/faults, which must stay reachable.
  if (target.resource.empty()) return false;
  return (fault.verb.empty() || fault.verb == target.verb) &&
         (fault.resource.empty() || fault.resource == target.resource);
}

}  // namespace

Result<FaultPlan, std::string> FaultPlan::parse(const json::object& text) {
  FaultPlan plan;
  for (const json::value& one : list_at(text, "faults")) {
    const json::object& rule = as_object(one);
    const auto kind = kind_named(text_at(rule, "fault"));
    if (!kind) return fail("no such fault: " + quoted(text_at(rule, "fault")));
    Fault fault;
    fault.kind = *kind;
    fault.verb = text_at(rule, "verb");
    fault.resource = text_at(rule, "resource");
    fault.count = number_at(rule, "count").value_or(1);
    fault.milliseconds = number_at(rule, "milliseconds").value_or(0);
    fault.retry_after = number_at(rule, "retryAfter").value_or(1);
    fault.bytes_per_second = number_at(rule, "bytesPerSecond").value_or(0);
    if (fault.kind == FaultKind::trickle && fault.bytes_per_second <= 0)
      return fail(std::string("trickle needs bytesPerSecond above 0"));
    plan.rules_.push_back(std::move(fault));
  }
  return plan;
}

json::object FaultPlan::to_json() const {
  json::array rules;
  for (const Fault& fault : rules_) {
    rules.push_back(json::object{{"fault", name_of(fault.kind)},
                                 {"verb", fault.verb},
                                 {"resource", fault.resource},
                                 {"count", fault.count},
                                 {"milliseconds", fault.milliseconds},
                                 {"retryAfter", fault.retry_after},
                                 {"bytesPerSecond", fault.bytes_per_second}});
  }
  return {{"faults", std::move(rules)}};
}

std::vector<Fault> FaultPlan::strike(const Target& target) {
  std::vector<Fault> struck;
  for (Fault& fault : rules_) {
    if (!concerns(fault, target)) continue;
    if (fault.count > 0) --fault.count;
    struck.push_back(fault);
  }
  return struck;
}

}  // namespace herald::apiserver
