#include "tests/sim/describe.h"

#include <variant>

namespace herald::sim {

std::string describe(const std::vector<net::IpAddress>& addresses) {
  std::string text = "[";
  for (const net::IpAddress address : addresses)
    text += (text.size() > 1 ? " " : "") + address.to_string();
  return text + "]";
}

namespace {

std::string text_of(const std::optional<model::Condition>& condition) {
  if (!condition) return "-";
  return std::string(condition->is_true ? "True " : "False ") + condition->reason + " (" +
         condition->message + ")";
}

std::string one_line(const controller::Refresh& refresh) {
  return "refresh " + std::to_string(refresh.ticket);
}
std::string one_line(const controller::PatchStatus& patch) {
  return "patch status #" + std::to_string(patch.id.value()) + " " + patch.service.to_string() + "@" +
         patch.resource_version + " " + describe(patch.ingress) + " " + text_of(patch.condition);
}
std::string one_line(const controller::PatchAnnotation& patch) {
  std::string text = "patch annotation #" + std::to_string(patch.id.value()) + " " +
                     patch.service.to_string() + "@" + patch.resource_version;
  for (const auto& [annotation, note] : patch.notes)
    text += " " + annotation + "=" + note;
  return text;
}
std::string one_line(const controller::RecordEvent& event) {
  return "event " + event.name_space + "/" + event.name + " " + event.reason + ": " + event.message;
}
std::string one_line(const controller::SaveLastGood& save) {
  return "save last good: " + save.text;
}
std::string one_line(const controller::Stopped& stopped) {
  return std::string("stopped") + (stopped.may_release_lease ? ", may release the lease" : ", in doubt");
}

std::string one_line(const controller::outcome::Ok& ok) {
  return "ok, now " + ok.stored.resource_version;
}
std::string one_line(const controller::outcome::Conflict&) {
  return "conflict";
}
std::string one_line(const controller::outcome::Gone&) {
  return "gone";
}
std::string one_line(const controller::outcome::Throttled&) {
  return "throttled";
}
std::string one_line(const controller::outcome::Failed& failed) {
  return "failed: " + failed.why;
}

}  // namespace

std::string describe(const model::Service& service) {
  std::string text =
      service.key.to_string() + "@" + service.resource_version + " " + describe(service.ingress);
  text += service.is_load_balancer ? " LB" : " ClusterIP";
  if (service.load_balancer_class) text += " class=" + *service.load_balancer_class;
  if (service.being_deleted) text += " deleting";
  for (const net::Family family : service.ip_families)
    text += family == net::Family::ipv4 ? " 4" : " 6";
  if (service.family_policy == model::FamilyPolicy::require_dual_stack) text += "(both)";
  for (const auto& port : service.ports)
    text += " " + to_string(port);
  if (service.traffic_policy == model::TrafficPolicy::local) text += " local";
  for (const auto& [key, value] : service.selector)
    text += " sel:" + key + "=" + value;
  for (const auto& [key, value] : service.labels)
    text += " label:" + key + "=" + value;
  for (const auto& [key, value] : service.annotations)
    text += " " + key + "=" + value;
  return text + " | " + text_of(service.assigned);
}

std::string describe(const alloc::PoolSpec& pool) {
  std::string text = pool.name + "{";
  for (const auto& block : pool.addresses)
    text += block.to_string() + " ";
  for (const auto& block : pool.exclude)
    text += "-" + block.to_string() + " ";
  if (pool.skip_network_addresses) text += "skip ";
  if (pool.avoid_buggy_ips) text += "avoid ";
  if (!pool.auto_assign) text += "manual ";
  if (pool.disabled) text += "disabled ";
  text += "order" + std::to_string(static_cast<int>(pool.order));
  if (pool.priority) text += " prio" + std::to_string(*pool.priority);
  for (const auto& name : pool.admission.namespaces)
    text += " ns:" + name;
  if (!pool.admission.namespace_selectors.empty()) text += " nssel";
  if (!pool.admission.service_selectors.empty()) text += " svcsel";
  return text + "}";
}

std::string describe(const controller::Effect& effect) {
  return std::visit([](const auto& each) { return one_line(each); }, effect);
}

std::string describe(const controller::WriteDone& done) {
  return "#" + std::to_string(done.id.value()) + " " + done.service.to_string() + " " +
         std::visit([](const auto& each) { return one_line(each); }, done.outcome);
}

}  // namespace herald::sim
