#include "lab/apiserver/cluster.h"

namespace herald::apiserver {

Cluster::Cluster(const ClusterSettings& settings)
    : history_(settings.history),
      store_(settings.seed),
      numbers_(settings.service_ranges, mix64(settings.seed)),
      random_(mix64(~settings.seed)) {}

Answer<ObjectRef> Cluster::create(const kube::ObjectKey& key, Body body, std::set<std::string> finalizers,
                                  const Commit& commit) {
  const kube::Version before = store_.current_version();
  return settle(store_.create(key, std::move(body), commit.now, std::move(finalizers)), key, before, commit);
}

Answer<ObjectRef> Cluster::update(const ObjectRef& live, Store::Update change, const Commit& commit) {
  const kube::Version before = store_.current_version();
  const kube::ObjectKey key = live->meta.key;
  return settle(store_.update(key, live->meta.version, std::move(change)), key, before, commit);
}

Answer<ObjectRef> Cluster::remove(const kube::ObjectKey& key, const kube::Precondition& precondition,
                                  const Commit& commit) {
  const kube::Version before = store_.current_version();
  return settle(store_.remove(key, precondition, commit.now), key, before, commit);
}

Answer<ObjectRef> Cluster::settle(Result<ObjectRef, kube::StoreError> done, const kube::ObjectKey& key,
                                  kube::Version before, const Commit& commit) {
  if (!done) return fail(refusal(done.error(), key));
  if (store_.current_version() == before) return *done;  // nothing changed
  const Resource& resource = resource_of(key);
  const auto changes = store_.changes_since(before, key.resource);
  HERALD_CHECK(changes && changes->size() == 1);
  const Store::Change change = changes->front();
  if (commit.dry_run) {
    store_.undo_last();
    return *done;
  }
  if (journal_ && !journal_(change, resource)) {
    store_.undo_last();
    return fail(internal_error("the change could not be written to disk, so it was not made"));
  }
  watches_.publish(change, resource, commit.now);
  follow(change);
  if (store_.current_version() > store_.oldest_watchable() + history_ + history_ / 4)
    store_.compact(store_.current_version() - history_);
  return *done;
}

void Cluster::follow(const Store::Change& change) {
  const bool gone = change.type == kube::ChangeType::deleted;
  const std::string& resource = change.after->meta.key.resource;
  if (resource == "services") {
    numbers_.observe(change.before == nullptr ? nullptr : &change.before->body.fields,
                     gone ? nullptr : &change.after->body.fields);
  } else if (resource == "customresourcedefinitions.apiextensions.k8s.io") {
    if (gone) return registry_.forget(change.after->meta.key.name);
    registry_.define(compose(*change.after, resource_of(change.after->meta.key), "v1"));
  }
}

void Cluster::restore(Store::Object object) {
  const kube::ObjectKey key = object.meta.key;
  store_.restore(std::move(object));
  const auto kept = store_.get(key);
  follow({.type = kube::ChangeType::added, .before = nullptr, .after = *kept});
}

const Resource& Cluster::resource_of(const kube::ObjectKey& key) const {
  const Resource* resource = registry_.find_stored(key.resource);
  HERALD_CHECK(resource != nullptr);
  return *resource;
}

ApiError Cluster::refusal(kube::StoreError error, const kube::ObjectKey& key) const {
  const Resource& resource = resource_of(key);
  const About about{resource.group, resource.plural, key.name};
  switch (error) {
    case kube::StoreError::not_found:
      return not_found(about);
    case kube::StoreError::already_exists:
      return already_exists(about);
    case kube::StoreError::conflict:
      return modified(about);
    case kube::StoreError::expired:
      return expired("The provided continue parameter is too old to display a consistent list result.");
    case kube::StoreError::invalid_continue:
      return bad_request("continue key is not valid");
  }
  return internal_error("an unknown answer of the store");
}

}  // namespace herald::apiserver
