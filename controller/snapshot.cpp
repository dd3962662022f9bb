#include "controller/snapshot.h"

#include <algorithm>
#include <utility>

namespace herald::controller {

Sighting Snapshot::see(model::Service service) {
  const auto [at, first] = services_.try_emplace(service.key);
  Entry& known = at->second;
  if (first || known.service.uid != service.uid) {
    known = Entry{.service = std::move(service), .replaced = {}, .buried = false};
    return first ? Sighting::first : Sighting::reborn;
  }
  if (known.buried || std::ranges::find(known.replaced, service.resource_version) != known.replaced.end())
    return Sighting::stale;
  known.replaced = {};  // its memory too: most Services are written to once in their life
  if (known.service.resource_version == service.resource_version) return Sighting::repeated;
  known.service = std::move(service);
  return Sighting::news;
}

bool Snapshot::forget(const model::ServiceKey& key) {
  return services_.erase(key) > 0;
}

bool Snapshot::wrote(const std::string& base, model::Service stored) {
  const auto at = services_.find(stored.key);
  if (at == services_.end() || at->second.buried) return false;
  Entry& known = at->second;
  if (known.service.uid != stored.uid || known.service.resource_version != base) return false;
  // A patch that changed nothing keeps the version: nothing was replaced.
  if (stored.resource_version != base) known.replaced.push_back(base);
  known.service = std::move(stored);
  return true;
}

void Snapshot::bury(const model::ServiceKey& key) {
  const auto at = services_.find(key);
  if (at != services_.end()) at->second.buried = true;
}

void Snapshot::unbury() {
  for (auto& [key, entry] : services_)
    entry.buried = false;
}

bool Snapshot::set_namespace(const std::string& name, model::Labels labels) {
  const auto [at, first] = namespaces_.try_emplace(name);
  if (!first && at->second == labels) return false;
  at->second = std::move(labels);
  return true;
}

void Snapshot::forget_namespace(const std::string& name) {
  namespaces_.erase(name);
}

const model::Service* Snapshot::find(const model::ServiceKey& key) const {
  const auto at = services_.find(key);
  return at == services_.end() || at->second.buried ? nullptr : &at->second.service;
}

const model::Labels& Snapshot::namespace_labels(const std::string& name) const {
  static const model::Labels none;
  const auto at = namespaces_.find(name);
  return at == namespaces_.end() ? none : at->second;
}

std::vector<model::ServiceKey> Snapshot::in_namespace(const std::string& name) const {
  std::vector<model::ServiceKey> keys;
  for (auto at = services_.lower_bound({name, ""}); at != services_.end() && at->first.name_space == name;
       ++at) {
    if (!at->second.buried) keys.push_back(at->first);
  }
  return keys;
}

std::vector<const model::Service*> Snapshot::oldest_first() const {
  std::vector<const model::Service*> services;
  services.reserve(services_.size());
  for (const auto& [key, entry] : services_) {
    if (!entry.buried) services.push_back(&entry.service);
  }
  std::ranges::sort(services, [](const auto* a, const auto* b) { return model::older(*a, *b); });
  return services;
}

}  // namespace herald::controller
