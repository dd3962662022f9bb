// The state of the cluster: objects, the resources they may be of, numbers in use, and who watches. Every
// change comes through here, and it is kept (in the journal) before anybody sees it; what cannot be kept did
// not happen.
#pragma once

#include "lab/apiserver/api_error.h"
#include "lab/apiserver/object.h"
#include "lab/apiserver/service_numbers.h"
#include "lab/apiserver/watch_hub.h"

#include <cstddef>
#include <functional>
#include <set>
#include <string>

namespace herald::apiserver {

struct ClusterSettings {
  std::vector<net::Cidr> service_ranges;
  std::uint64_t seed = 0;
  // How many changes watches can go back; older ones are forgotten (410).
  std::size_t history = 20'000;
};

// Whether a write happens, or is only tried.
struct Commit {
  UnixSeconds now;
  bool dry_run = false;
};

class Cluster {
 public:
  // Says whether the change is safe; the text is made from the object and its resource.
  using Journal = std::function<bool(const Store::Change&, const Resource&)>;

  explicit Cluster(const ClusterSettings& settings);

  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] const Registry& registry() const { return registry_; }
  [[nodiscard]] ServiceNumbers& numbers() { return numbers_; }
  [[nodiscard]] WatchHub& watches() { return watches_; }
  [[nodiscard]] Random& random() { return random_; }

  [[nodiscard]] Answer<ObjectRef> create(const kube::ObjectKey& key, Body body,
                                         std::set<std::string> finalizers, const Commit& commit);
  [[nodiscard]] Answer<ObjectRef> update(const ObjectRef& live, Store::Update change, const Commit& commit);
  [[nodiscard]] Answer<ObjectRef> remove(const kube::ObjectKey& key, const kube::Precondition& precondition,
                                         const Commit& commit);

  // What an earlier run kept, before the journal is set.
  void restore(Store::Object object);
  void resume_from(kube::Version version) { store_.resume_from(version); }
  void set_journal(Journal journal) { journal_ = std::move(journal); }

  // Forgets history now: every watch from before gets 410.
  void compact() { store_.compact(store_.current_version()); }

 private:
  Answer<ObjectRef> settle(Result<ObjectRef, kube::StoreError> done, const kube::ObjectKey& key,
                           kube::Version before, const Commit& commit);
  void follow(const Store::Change& change);
  [[nodiscard]] const Resource& resource_of(const kube::ObjectKey& key) const;
  [[nodiscard]] ApiError refusal(kube::StoreError error, const kube::ObjectKey& key) const;

  std::size_t history_;
  Store store_;
  Registry registry_;
  ServiceNumbers numbers_;
  WatchHub watches_;
  Random random_;
  Journal journal_;
};

}  // namespace herald::apiserver
