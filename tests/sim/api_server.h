// The API server of the simulation: the object store, and what a patch does to a Service. Tells an observer
// of every change, with who made it.
#pragma once

#include "config/config.h"
#include "controller/effects.h"
#include "core/base/time.h"
#include "core/model/selector.h"
#include "core/model/service.h"
#include "kube/object_store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

namespace herald::sim {

using ConfigText = std::string;
using Body = std::variant<model::Service, model::Labels, ConfigText>;
using Store = kube::ObjectStore<Body>;

inline constexpr const char* kServices = "services";
inline constexpr const char* kNamespaces = "namespaces";
inline constexpr const char* kConfigMaps = "configmaps";
inline constexpr const char* kConfigName = "config";
inline constexpr const char* kLastGoodName = "herald-config-last-good";

[[nodiscard]] std::string version_text(kube::Version version);
[[nodiscard]] model::Service as_service(const Store::Object& object);
[[nodiscard]] kube::ObjectKey object_key(const model::ServiceKey& key);

// Who changes a Service: users when empty, else the controller's incarnation.
using Author = std::string;

struct ServiceChange {
  Author author;
  std::optional<model::Service> before;
  std::optional<model::Service> after;
};

enum class Answer : std::uint8_t { ok, conflict, gone };
struct PatchResult {
  Answer answer = Answer::ok;
  std::optional<model::Service> stored;
};

class ApiServer {
 public:
  using Observer = std::function<void(const ServiceChange&)>;

  ApiServer(std::uint64_t seed, bool drops_conditions) : store_(seed), drops_conditions_(drops_conditions) {}

  void observe(Observer observer) { observer_ = std::move(observer); }
  [[nodiscard]] Store& store() { return store_; }
  [[nodiscard]] const Store& store() const { return store_; }
  [[nodiscard]] bool drops_conditions() const { return drops_conditions_; }

  [[nodiscard]] std::vector<model::Service> services() const;
  [[nodiscard]] std::optional<model::Service> find(const model::ServiceKey& key) const;

  // For users. An edit of a Service that is not there does nothing.
  void create(const model::Service& service, UnixSeconds now, bool with_finalizer);
  void remove(const model::ServiceKey& key, UnixSeconds now);
  void edit(const model::ServiceKey& key, const std::function<void(model::Service&)>& change);
  void finalize(const model::ServiceKey& key);
  void put(const kube::ObjectKey& key, Body body, UnixSeconds now);

  PatchResult patch(const Author& author, const controller::PatchStatus& patch);
  PatchResult patch(const Author& author, const controller::PatchAnnotation& patch);

 private:
  PatchResult apply(const Author& author, const model::ServiceKey& key, const std::string& version,
                    const std::function<void(model::Service&)>& change);

  Store store_;
  bool drops_conditions_;
  Observer observer_;
};

}  // namespace herald::sim
