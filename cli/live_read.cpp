#include "cli/live_read.h"

#include "cli/live_list.h"
#include "config/parse.h"
#include "controller/restore.h"
#include "kube/daemon_lease.h"
#include "runtime/run_blocking.h"

#include <algorithm>
#include <utility>

namespace herald::cli {
namespace {

using runtime::Task;

Result<kube::Key, std::string> config_name(const ClusterChoice& choice) {
  const std::string& text = choice.config;
  if (text.empty()) return kube::Key{choice.name_space, "config"};
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == text.size())
    return fail("--config must be NAMESPACE/NAME, not \"" + text + "\"");
  return kube::Key{text.substr(0, slash), text.substr(slash + 1)};
}

kube::UnixMicros micros(runtime::WallTime time) {
  return kube::UnixMicros(time.time_since_epoch().count());
}

// A Lease that was not renewed for as long as it says it lasts.
bool is_expired(const kube::Lease& lease, kube::UnixMicros now) {
  if (!lease.renewed || !lease.duration_seconds) return false;
  return now.value() - lease.renewed->value() > std::int64_t{*lease.duration_seconds} * 1'000'000;
}

LiveDaemon daemon_of(const kube::Lease& lease) {
  return {.version = std::string(kube::annotation_of(lease, kube::annotation::kVersion)),
          .asked_level = std::string(kube::annotation_of(lease, kube::annotation::kLogLevel))};
}

// One way to one cluster.
class Reader {
 public:
  Reader(const ClusterChoice& choice, const runtime::Clock& clock, kube::ApiEndpoint& endpoint)
      : choice_(choice), clock_(clock), endpoint_(endpoint) {}

  Task<Result<LiveCluster, std::string>> read(runtime::Executor executor) {
    kube::ApiClient client(executor, endpoint_, 2);
    const Reading reading{
        .client = client, .clock = clock_, .problems = cluster_.problems, .server_time = server_time_};
    cluster_.origin = endpoint_.access().origin;
    auto done = co_await read_services(reading);
    if (done) done = co_await read_leases(reading);
    if (done) done = co_await read_config(reading);
    if (!done) co_return fail(std::move(done).error());
    co_return std::move(cluster_);
  }

 private:
  using Done = Result<void, std::string>;

  Task<Done> read_services(Reading reading) {
    auto services = co_await list_objects<model::Service>(reading, {kube::kServices, {}, {}});
    if (!services) co_return fail(std::move(services).error());
    for (auto& service : *services) {
      if (!service.value.is_load_balancer) continue;
      const bool ours = controller::is_to_be_served(service.value, choice_.load_balancer_class);
      (ours ? cluster_.services : cluster_.of_other_classes).push_back(std::move(service.value));
    }
    for (auto* const each : {&cluster_.services, &cluster_.of_other_classes})
      std::ranges::sort(*each, {}, &model::Service::key);
    co_return Done();
  }

  Task<Done> read_leases(Reading reading) {
    auto leases = co_await list_objects<kube::Lease>(reading, {kube::kLeases, choice_.name_space, {}});
    if (!leases) co_return fail(std::move(leases).error());
    cluster_.now =
        server_time_ ? kube::UnixMicros(server_time_->value() * 1'000'000) : micros(clock_.wall_now());
    for (const auto& lease : *leases)
      take_lease(lease);
    std::ranges::sort(cluster_.speakers, {},
                      [](const LiveSpeaker& speaker) { return speaker.report.member.node; });
    co_return Done();
  }

  void take_lease(const kube::Object<kube::Lease>& lease) {
    const bool expired = is_expired(lease.value, cluster_.now);
    if (lease.meta.key.name == choice_.lease) {
      cluster_.leader = {
          .identity = lease.value.holder, .expired = expired, .daemon = daemon_of(lease.value)};
    }
    if (!kube::is_speaker_lease(lease.meta.key.name)) return;
    auto report = kube::read_speaker_report(lease);
    if (!report) {
      cluster_.problems.push_back("Lease " + lease.meta.key.to_string() + ": " + report.error());
    } else if (*report) {
      cluster_.speakers.push_back({.report = **std::move(report),
                                   .renewed = lease.value.renewed,
                                   .expired = expired,
                                   .asked_to_drain = kube::asks_to_drain(lease.value),
                                   .daemon = daemon_of(lease.value)});
    }
  }

  Task<Done> read_config(Reading reading) {
    auto name = config_name(choice_);
    if (!name) co_return fail(std::move(name).error());
    cluster_.config.name = *name;
    // A list of one: the same rights as the controller's watch, and absence is no error.
    auto maps =
        co_await list_objects<kube::ConfigMap>(reading, {kube::kConfigMaps, name->name_space, name->name});
    if (!maps) co_return fail(std::move(maps).error());
    for (const auto& map : *maps) {
      const auto text = map.value.data.find("config");
      if (map.meta.key == *name && text != map.value.data.end()) take_config(text->second);
    }
    co_return Done();
  }

  void take_config(const std::string& text) {
    cluster_.config.found = true;
    auto parsed = config::parse(text);
    if (parsed) {
      cluster_.config.config = std::make_shared<const config::Config>(std::move(parsed->config));
      cluster_.config.diagnostics = std::move(parsed->warnings);
    } else {
      cluster_.config.diagnostics = std::move(parsed).error();
    }
  }

  const ClusterChoice& choice_;
  const runtime::Clock& clock_;
  kube::ApiEndpoint& endpoint_;
  LiveCluster cluster_;
  std::optional<UnixSeconds> server_time_;
};

Task<> keep(Task<Result<LiveCluster, std::string>> reading, Result<LiveCluster, std::string>* into) {
  *into = co_await std::move(reading);
}

}  // namespace

Result<LiveCluster, std::string> read_live_cluster(const ClusterChoice& choice) {
  LiveConnection connection;
  if (auto opened = connection.open(choice); !opened) return fail(std::move(opened).error());
  Result<LiveCluster, std::string> outcome = fail(std::string("the reading was cut short"));
  const LiveWay way{connection.clock(), connection.endpoint()};
  runtime::run_blocking(connection.clock(), connection.logger(), [&](const runtime::Executor& executor) {
    return keep(read_live_cluster(executor, choice, way), &outcome);
  });
  return outcome;
}

Task<Result<LiveCluster, std::string>> read_live_cluster(runtime::Executor executor, ClusterChoice choice,
                                                         LiveWay way) {
  Reader reader(choice, way.clock, way.endpoint);
  co_return co_await reader.read(executor);
}

}  // namespace herald::cli
