// What is known of the cluster: the newest known version of every Service, and the labels of namespaces.
//
// Two sources tell about a Service: the watch, in order but late, and the answers to our own writes, at once.
// resourceVersions are opaque, so "which is newer" can not be read off them. It follows from how we write:
// every write names the version it replaces, so between the version that the watch showed last and the one
// that we wrote last there are only our own. An event is stale exactly when it repeats one of those.
//   The watch shows a@5. We write a status on 5 and are told it is now a@7; then an annotation on 7: a@9.
//   The watch, late, sends a@5 again (a relist), then a@7: both known to be replaced, both ignored.
//   Then a@9: the watch has caught up. Or it skips that and sends a@12: not one of ours, so it came after 9.
// Without this an old event would "confirm" that the status is empty, and its address would be given away.
#pragma once

#include "core/model/selector.h"
#include "core/model/service.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace herald::controller {

enum class Sighting : std::uint8_t {
  first,     // a Service not known before
  reborn,    // deleted and made again under the same name: what the old one held is free
  news,      // a newer version
  repeated,  // the version that is known
  stale,     // older than what is known
};

class Snapshot {
 public:
  Sighting see(model::Service service);
  // Whether it was known.
  bool forget(const model::ServiceKey& key);
  // Our write on `base` made `stored`. False when the watch has overtaken the answer, which then says nothing
  // new.
  bool wrote(const std::string& base, model::Service stored);
  // The API server said that there is no such Service, before the watch did: it is unknown from now on, and
  // late events of the same incarnation do not bring it back.
  void bury(const model::ServiceKey& key);
  // Everything is about to be listed anew: that shows who is still there, whatever answers said.
  void unbury();

  // Whether that is news: that there is such a namespace at all, or other labels.
  bool set_namespace(const std::string& name, model::Labels labels);
  void forget_namespace(const std::string& name);

  [[nodiscard]] const model::Service* find(const model::ServiceKey& key) const;
  // Services and namespaces come by two watches: a Service may be heard of before its namespace is.
  [[nodiscard]] bool knows_namespace(const std::string& name) const { return namespaces_.contains(name); }
  // None for one that is not known.
  [[nodiscard]] const model::Labels& namespace_labels(const std::string& name) const;
  [[nodiscard]] std::vector<model::ServiceKey> in_namespace(const std::string& name) const;
  [[nodiscard]] std::vector<const model::Service*> oldest_first() const;
  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& [key, entry] : services_) {
      if (!entry.buried) visit(entry.service);
    }
  }

 private:
  struct Entry {
    model::Service service;
    std::vector<std::string> replaced;  // by our own writes, since the watch last brought something new
    bool buried = false;
  };

  std::map<model::ServiceKey, Entry> services_;
  std::map<std::string, model::Labels> namespaces_;
};

}  // namespace herald::controller
