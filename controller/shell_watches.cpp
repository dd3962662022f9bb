#include "controller/shell_watches.h"

#include "core/base/hash.h"
#include "kube/speaker_report.h"

#include <algorithm>
#include <utility>

namespace herald::controller {

Watches::Watches(const runtime::Executor& executor, WatchesParts parts)
    : parts_(std::move(parts)),
      heard_{},
      level_(parts_.endpoint.logger()),
      services_(
          executor, parts_.endpoint, about({.resource = kube::kServices, .name_space = {}, .name = {}}),
          [this](kube::Object<model::Service> object) {
            parts_.times.see(object.value, parts_.endpoint.clock().now());
            parts_.tell(Event(ServiceChanged{std::move(object.value)}));
          },
          listener(
              [this](const kube::Key& key) {
                parts_.times.forget(key);
                parts_.tell(Event(ServiceGone{key}));
              },
              [this](std::uint64_t ticket) { note_synced(Kind::services, ticket); })),
      namespaces_(
          executor, parts_.endpoint, about({.resource = kube::kNamespaces, .name_space = {}, .name = {}}),
          [this](kube::Object<kube::Namespace> object) {
            parts_.tell(Event(NamespaceChanged{object.meta.key.name, std::move(object.value.labels)}));
          },
          listener([this](const kube::Key& key) { parts_.tell(Event(NamespaceGone{key.name})); },
                   [this](std::uint64_t ticket) { note_synced(Kind::namespaces, ticket); })),
      config_(
          executor, parts_.endpoint,
          about({.resource = kube::kConfigMaps,
                 .name_space = parts_.config_name.name_space,
                 .name = parts_.config_name.name}),
          [this](const kube::Object<kube::ConfigMap>& object) { parts_.config.upserted(object); },
          listener([this](const kube::Key& /*key*/) { parts_.config.removed(); },
                   [this](std::uint64_t ticket) { parts_.config.synced(ticket); })),
      leases_(
          executor, parts_.endpoint,
          about({.resource = kube::kLeases, .name_space = parts_.lease_name.name_space, .name = {}}),
          [this](kube::Object<kube::Lease> object) { see_lease(std::move(object)); },
          listener([this](const kube::Key& key) { lose_lease(key); }, [](std::uint64_t /*ticket*/) {})) {}

kube::WatcherSettings Watches::about(kube::Scope scope) {
  return {.scope = std::move(scope), .limits = {}, .times = {}, .seed = hash_combine(parts_.seed, ++seeds_)};
}

kube::WatchListener Watches::listener(std::function<void(const kube::Key&)> removed,
                                      std::function<void(std::uint64_t)> synced) {
  return {.removed = std::move(removed),
          .synced = std::move(synced),
          .restarted = [this](std::string_view resource,
                              std::string_view reason) { parts_.metrics.watch_restarted(resource, reason); },
          .skipped = [this](std::string_view resource) { parts_.metrics.object_skipped(resource); }};
}

void Watches::start(runtime::TaskGroup& tasks) {
  tasks.spawn("watch services", services_.run());
  tasks.spawn("watch namespaces", namespaces_.run());
  tasks.spawn("watch config", config_.run());
  tasks.spawn("watch leases", leases_.run());
}

// Namespaces and the configuration first, because they are small and Services are judged by them.
void Watches::refresh(std::uint64_t ticket) {
  namespaces_.refresh(ticket);
  config_.refresh(ticket);
  services_.refresh(ticket);
}

void Watches::close() {
  services_.close();
  namespaces_.close();
  config_.close();
  leases_.close();
}

void Watches::note_synced(Kind kind, std::uint64_t ticket) {
  heard_.at(static_cast<std::size_t>(kind)) = ticket + 1;
  const std::uint64_t all = *std::ranges::min_element(heard_);
  if (all <= told_) return;
  told_ = all;
  parts_.synced(all - 1);
}

void Watches::see_lease(kube::Object<kube::Lease> lease) {
  LeaseSeen seen{.name = lease.meta.key.name,
                 .renewed = lease.value.renewed.value_or(kube::UnixMicros()),
                 .report = std::nullopt};
  if (kube::is_speaker_lease(seen.name)) {
    // One that makes no sense is the speakers' to complain about.
    seen.report = kube::read_speaker_report(lease).value_or(std::nullopt);
  }
  parts_.tell(std::move(seen));
  if (lease.meta.key == parts_.lease_name) {
    level_.see(lease.value);
    return parts_.leadership.seen(lease);
  }
  if (!kube::is_speaker_lease(lease.meta.key.name)) return;
  parts_.speakers.insert_or_assign(lease.meta.key.name, std::move(lease));
}

void Watches::lose_lease(const kube::Key& key) {
  parts_.tell(LeaseLost{key.name});
  if (key == parts_.lease_name) return parts_.leadership.gone();
  parts_.speakers.erase(key.name);
}

}  // namespace herald::controller
