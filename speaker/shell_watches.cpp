#include "speaker/shell_watches.h"

#include "core/base/backoff.h"
#include "core/base/hash.h"
#include "core/base/random.h"
#include "kube/speaker_report.h"
#include "runtime/log_events.h"

#include <algorithm>
#include <utility>

namespace herald::speaker {
namespace {

using runtime::Task;

constexpr Duration kTimeout = std::chrono::seconds(5);
constexpr Duration kComplaintEvery = std::chrono::seconds(60);
constexpr Backoff::Limits kBackoff{.first = std::chrono::milliseconds(500), .cap = std::chrono::seconds(10)};

}  // namespace

Watches::Watches(const runtime::Executor& executor, WatchesParts parts)
    : executor_(executor),
      parts_(std::move(parts)),
      discovery_(executor, parts_.endpoint, 1),
      pause_(executor, parts_.endpoint.clock()),
      level_(parts_.endpoint.logger()),
      services_(
          executor, parts_.endpoint, about({.resource = kube::kServices, .name_space = {}, .name = {}}),
          [this](kube::Object<model::Service> object) {
            parts_.tell(ServiceChanged{std::move(object.value)});
          },
          listener(Kind::services, [this](const kube::Key& key) { parts_.tell(ServiceGone{key}); })),
      nodes_(
          executor, parts_.endpoint, about({.resource = kube::kNodes, .name_space = {}, .name = {}}),
          [this](kube::Object<model::Node> object) { parts_.tell(NodeChanged{std::move(object.value)}); },
          listener(Kind::nodes, [this](const kube::Key& key) { parts_.tell(NodeGone{key.name}); })),
      leases_(
          executor, parts_.endpoint,
          about({.resource = kube::kLeases, .name_space = parts_.lease_namespace, .name = {}}),
          [this](const kube::Object<kube::Lease>& object) { see_lease(object); },
          listener(Kind::leases,
                   [this](const kube::Key& key) {
                     complained_.erase(key.name);
                     parts_.tell(LeaseGone{key.name});
                   })),
      config_(
          executor, parts_.endpoint,
          about({.resource = kube::kConfigMaps,
                 .name_space = parts_.config_name.name_space,
                 .name = parts_.config_name.name}),
          [this](const kube::Object<kube::ConfigMap>& object) { parts_.config.upserted(object); },
          listener(Kind::config, [this](const kube::Key& /*key*/) { parts_.config.removed(); })) {}

kube::WatcherSettings Watches::about(kube::Scope scope) {
  return {.scope = std::move(scope), .limits = {}, .times = {}, .seed = hash_combine(parts_.seed, ++seeds_)};
}

kube::WatchListener Watches::listener(Kind kind, std::function<void(const kube::Key&)> removed) {
  return {.removed = std::move(removed),
          .synced =
              [this, kind](std::uint64_t ticket) {
                if (kind == Kind::config) return parts_.config.synced(ticket);
                note_synced(kind);
              },
          .restarted = [this](std::string_view resource,
                              std::string_view reason) { parts_.metrics.watch_restarted(resource, reason); },
          .skipped = [this](std::string_view resource) { parts_.metrics.object_skipped(resource); }};
}

void Watches::start(runtime::TaskGroup& tasks) {
  tasks.spawn("watch services", services_.run());
  tasks.spawn("watch nodes", nodes_.run());
  tasks.spawn("watch leases", leases_.run());
  tasks.spawn("watch config", config_.run());
  tasks.spawn("watch endpoints", follow_endpoints());
}

Task<> Watches::follow_endpoints() {
  const std::optional<kube::EndpointsApi> api = co_await find_endpoints_api();
  discovery_.drop_idle();  // it has served its purpose: 70 KB
  if (!api || closed_) co_return;
  endpoints_.emplace(
      executor_, parts_.endpoint,
      about({.resource = kube::endpoints_resource(*api), .name_space = {}, .name = {}}),
      [this](kube::Object<model::EndpointSlice> object) {
        parts_.tell(EndpointsChanged{std::move(object.meta.key), std::move(object.value)});
      },
      listener(Kind::endpoints, [this](const kube::Key& key) { parts_.tell(EndpointsGone{key}); }));
  co_await endpoints_->run();
}

// The first thing that a speaker learns, so it is here that an API server that is away is spoken of.
Task<std::optional<kube::EndpointsApi>> Watches::find_endpoints_api() {
  Backoff backoff(kBackoff);
  Random random(parts_.seed);
  kube::Scratch scratch;
  Instant complain_at{};
  const runtime::Clock& clock = parts_.endpoint.clock();
  while (!closed_) {
    const kube::ApiRequest request{
        .verb = "get", .resource = "apis", .method = "GET", .target = std::string(kube::kDiscoveryPath)};
    const kube::ApiResult result = co_await discovery_.request(request, clock.now() + kTimeout);
    std::string what = result ? kube::explain_refusal(*result) : result.error().what;
    if (result && result->ok()) {
      const auto versions = kube::decode_group_versions(result->body, scratch);
      if (versions) co_return kube::choose_endpoints_api(*versions);
      what = kube::to_string(versions.error());
    }
    if (clock.now() >= complain_at) {
      complain_at = clock.now() + kComplaintEvery;
      parts_.endpoint.logger().log(runtime::events::kApiServerAwaited,
                                   {{"server", parts_.endpoint.access().server.authority()}, {"what", what}});
    }
    const Instant again = clock.now() + backoff.next(random);
    if (!closed_) static_cast<void>(co_await pause_.sleep_until(again));
  }
  co_return std::nullopt;
}

void Watches::close() {
  closed_ = true;
  pause_.ring();
  services_.close();
  nodes_.close();
  leases_.close();
  config_.close();
  if (endpoints_) endpoints_->close();
}

void Watches::note_synced(Kind kind) {
  listed_.at(static_cast<std::size_t>(kind)) = true;
  if (told_ || std::ranges::find(listed_, false) != listed_.end()) return;
  told_ = true;
  parts_.tell(Synced{});
}

void Watches::see_lease(const kube::Object<kube::Lease>& lease) {
  LeaseChanged seen;
  seen.name = lease.meta.key.name;
  seen.renewed = lease.value.renewed.value_or(kube::UnixMicros());
  const auto now = parts_.endpoint.clock().wall_now().time_since_epoch();
  seen.age = now - std::chrono::microseconds(seen.renewed.value());
  seen.drain_asked = kube::asks_to_drain(lease.value);
  if (kube::is_speaker_lease(seen.name)) {
    auto report = kube::read_speaker_member(lease);
    std::string& complained = complained_[seen.name];
    if (report) {
      seen.report = *std::move(report);
      complained.clear();
    } else if (complained != report.error()) {
      complained = report.error();
      parts_.endpoint.logger().log(runtime::events::kSpeakerLeaseUnreadable,
                                   {{"lease", seen.name}, {"what", report.error()}});
    }
  }
  if (seen.name == parts_.lease_name) level_.see(lease.value);
  parts_.tell(std::move(seen));
}

}  // namespace herald::speaker
