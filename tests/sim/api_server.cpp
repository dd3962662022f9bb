#include "tests/sim/api_server.h"

#include <utility>

namespace herald::sim {

// Not a number, so that nobody can put versions in order.
std::string version_text(kube::Version version) {
  return "rv" + std::to_string(version);
}

kube::ObjectKey object_key(const model::ServiceKey& key) {
  return {kServices, key.name_space, key.name};
}

model::Service as_service(const Store::Object& object) {
  model::Service service = std::get<model::Service>(object.body);
  service.key = {object.meta.key.name_space, object.meta.key.name};
  service.uid = object.meta.uid;
  service.resource_version = version_text(object.meta.version);
  service.created = object.meta.created;
  service.being_deleted = object.meta.deletion.has_value();
  return service;
}

std::vector<model::Service> ApiServer::services() const {
  std::vector<model::Service> services;
  const auto page = store_.list({.resource = kServices, .name_space = {}, .from = {}});
  for (const auto& object : page->items) {
    services.push_back(as_service(*object));
  }
  return services;
}

std::optional<model::Service> ApiServer::find(const model::ServiceKey& key) const {
  const auto object = store_.get(object_key(key));
  if (!object) return std::nullopt;
  return as_service(**object);
}

void ApiServer::create(const model::Service& service, UnixSeconds now, bool with_finalizer) {
  const std::set<std::string> finalizers =
      with_finalizer ? std::set<std::string>{"users/hold"} : std::set<std::string>{};
  const auto made = store_.create(object_key(service.key), service, now, finalizers);
  if (made) observer_({.author = {}, .before = std::nullopt, .after = as_service(**made)});
}

void ApiServer::remove(const model::ServiceKey& key, UnixSeconds now) {
  const auto before = find(key);
  if (!before || !store_.remove(object_key(key), {}, now)) return;
  observer_({.author = {}, .before = before, .after = find(key)});
}

void ApiServer::finalize(const model::ServiceKey& key) {
  const auto object = store_.get(object_key(key));
  if (!object) return;
  const auto before = find(key);
  const auto done = store_.update(object_key(key), std::nullopt,
                                  {.body = (*object)->body, .finalizers = std::set<std::string>{}});
  if (done) observer_({.author = {}, .before = before, .after = find(key)});
}

void ApiServer::edit(const model::ServiceKey& key, const std::function<void(model::Service&)>& change) {
  apply({}, key, {}, change);
}

void ApiServer::put(const kube::ObjectKey& key, Body body, UnixSeconds now) {
  if (store_.get(key)) {
    static_cast<void>(store_.update(key, std::nullopt, {.body = std::move(body), .finalizers = {}}));
  } else {
    static_cast<void>(store_.create(key, std::move(body), now));
  }
}

PatchResult ApiServer::patch(const Author& author, const controller::PatchStatus& patch) {
  return apply(author, patch.service, patch.resource_version, [&](model::Service& service) {
    service.ingress = patch.ingress;
    if (!drops_conditions_) service.assigned = patch.condition;
  });
}

PatchResult ApiServer::patch(const Author& author, const controller::PatchAnnotation& patch) {
  return apply(author, patch.service, patch.resource_version, [&](model::Service& service) {
    for (const auto& [annotation, text] : patch.notes) {
      service.annotations.erase(annotation);
      if (!text.empty()) service.annotations.emplace(annotation, text);
    }
  });
}

PatchResult ApiServer::apply(const Author& author, const model::ServiceKey& key, const std::string& version,
                             const std::function<void(model::Service&)>& change) {
  const auto before = find(key);
  if (!before) return {.answer = Answer::gone, .stored = std::nullopt};
  if (!version.empty() && version != before->resource_version)
    return {.answer = Answer::conflict, .stored = std::nullopt};
  Body body = (*store_.get(object_key(key)))->body;
  change(std::get<model::Service>(body));
  const auto after =
      store_.update(object_key(key), std::nullopt, {.body = std::move(body), .finalizers = {}});
  const model::Service stored = as_service(**after);
  if (stored.resource_version != before->resource_version) {
    observer_({.author = author, .before = before, .after = stored});
  }
  return {.answer = Answer::ok, .stored = stored};
}

}  // namespace herald::sim
