#include "tests/unit/controller/brain_fixture.h"

#include "controller/verdict.h"

#include <utility>

namespace herald::controller::bench {
namespace {

void apply(const PatchStatus& patch, model::Service& service) {
  service.ingress = patch.ingress;
  service.assigned = patch.condition;
}

void apply(const PatchAnnotation& patch, model::Service& service) {
  for (const auto& [annotation, text] : patch.notes) {
    service.annotations.erase(annotation);
    if (!text.empty()) service.annotations.emplace(annotation, text);
  }
}

}  // namespace

model::Service service(const std::string& name, std::int64_t created) {
  model::Service service;
  service.key = {"shop", name};
  service.uid = "uid-" + name;
  service.created = UnixSeconds(created);
  service.is_load_balancer = true;
  service.ip_families = {net::Family::ipv4};
  service.cluster_ips = {ip("10.96.0.1")};
  service.ports = {{model::Protocol::tcp, 80}};
  return service;
}

config::Pool pool(const std::string& name, const std::string& first, const std::string& last) {
  config::Pool pool;
  pool.spec.name = name;
  pool.spec.addresses = {net::AddressBlock(*net::IpRange::make(ip(first), ip(last)))};
  return pool;
}

std::shared_ptr<const config::Config> one_pool(int last) {
  config::Config config;
  config.pools = {pool("main", "10.0.0.1", "10.0.0." + std::to_string(last))};
  return std::make_shared<const config::Config>(std::move(config));
}

void Bench::tell(Event event) {
  const Effects asked = brain.step(now, std::move(event));
  effects.insert(effects.end(), asked.begin(), asked.end());
  for (const Effect& effect : asked)
    answer(effect);
}

void Bench::lead(std::shared_ptr<const config::Config> config) {
  if (config != nullptr) tell(ConfigChanged{std::move(config), "text"});
  tell(Leader{true});
  tell(Synced{all<Refresh>().back().ticket});
}

void Bench::put(model::Service service) {
  service.resource_version = "v" + std::to_string(++version_);
  stored[service.key.name] = service;
  tell(ServiceChanged{std::move(service)});
}

void Bench::remove(const std::string& name) {
  const model::ServiceKey key = stored.at(name).key;
  stored.erase(name);
  tell(ServiceGone{key});
}

void Bench::tick() {
  const Instant deadline = brain.next_deadline();
  if (deadline == kNever) return;
  now = std::max(now, deadline);
  tell(Tick{});
}

void Bench::settle() {
  while (brain.next_deadline() != kNever)
    tick();
}

template <class Patch>
Outcome Bench::carry_out(const Patch& patch) {
  const auto at = stored.find(patch.service.name);
  if (at == stored.end()) return outcome::Gone{};
  if (at->second.resource_version != patch.resource_version) return outcome::Conflict{};
  apply(patch, at->second);
  if (!keeps_conditions) at->second.assigned.reset();
  at->second.resource_version = "v" + std::to_string(++version_);
  return outcome::Ok{at->second};
}

void Bench::answer(const Effect& effect) {
  const auto respond = [this](const auto& patch) {
    if (!answering) return;
    std::optional<Outcome> other;
    if (interfere) other = interfere(++writes);
    const model::ServiceKey key = patch.service;
    const WriteId id = patch.id;
    Outcome outcome = other ? std::move(*other) : carry_out(patch);
    const bool ok = std::holds_alternative<outcome::Ok>(outcome);
    tell(WriteDone{.id = id, .service = key, .outcome = std::move(outcome)});
    if (ok && watching && stored.contains(key.name)) tell(ServiceChanged{stored.at(key.name)});
  };
  if (const auto* status = std::get_if<PatchStatus>(&effect)) respond(*status);
  if (const auto* annotation = std::get_if<PatchAnnotation>(&effect)) respond(*annotation);
}

std::string Bench::ingress(const std::string& name) const {
  std::string text;
  for (const net::IpAddress address : stored.at(name).ingress)
    text += (text.empty() ? "" : ",") + address.to_string();
  return text;
}

std::string Bench::reason(const std::string& name) const {
  const auto& condition = stored.at(name).assigned;
  return condition ? condition->reason : "";
}

}  // namespace herald::controller::bench
