#include "controller/shell.h"

#include "config/page.h"
#include "controller/metrics.h"
#include "controller/mind.h"
#include "controller/shell_assign_times.h"
#include "controller/shell_leadership.h"
#include "controller/shell_state.h"
#include "controller/shell_watches.h"
#include "controller/shell_writes.h"
#include "core/base/random.h"
#include "kube/cluster_key.h"
#include "kube/config_follower.h"
#include "kube/encode.h"
#include "kube/last_good.h"
#include "kube/recorder.h"
#include "kube/token_gate.h"
#include "runtime/admin_options.h"
#include "runtime/admin_server.h"
#include "runtime/build_info.h"
#include "runtime/driver.h"
#include "runtime/entropy.h"
#include "runtime/idle_trim.h"
#include "runtime/log_events.h"
#include "runtime/process_metrics.h"
#include "runtime/wakeup.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>
#include <variant>

namespace herald::controller {
namespace {

namespace events = runtime::events;
using runtime::Task;

// What Events and conditions still on their way get at the end.
constexpr Duration kFarewell = std::chrono::seconds(1);

// Two starts of one Pod are two replicas: the second must not take the first one's Lease for its own.
std::string unique_identity(const ShellOptions& options) {
  std::string name = options.identity;
  std::array<char, 20> suffix{};
  const std::uint64_t start = runtime::random_seed();
  std::snprintf(suffix.data(), suffix.size(), "_%016llx", static_cast<unsigned long long>(start));
  return name + suffix.data();
}

Brain::Settings brain_settings(const ShellOptions& options, std::uint64_t seed) {
  const kube::Key config = options.cluster.config_key();
  Brain::Settings settings;
  settings.load_balancer_class = options.cluster.load_balancer_class;
  settings.config_namespace = config.name_space;
  settings.config_name = config.name;
  settings.writes.in_flight = static_cast<std::size_t>(options.most_writes);
  settings.request_lifetime = options.lease.duration;
  settings.seed = seed;
  return settings;
}

// A write of a deposed leader has ended before the next one leads.
Duration write_timeout(const kube::LeaseLimits& lease) {
  return std::clamp<Duration>(lease.duration - lease.renew_deadline, std::chrono::seconds(1),
                              std::chrono::seconds(5));
}

}  // namespace

class Shell::Daemon {
 public:
  Daemon(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
         const ShellOptions& options)
      : executor_(executor),
        clock_(clock),
        logger_(logger),
        options_(options),
        config_key_(options.cluster.config_key()),
        random_(runtime::random_seed()),
        controller_metrics_(metrics_),
        mailbox_(executor, clock),
        mind_(brain_settings(options, random_.next())),
        times_(mind_.brain().snapshot()),
        tasks_(executor, clock, logger),
        trim_(executor, clock),
        over_(executor, clock) {
    runtime::add_process_metrics(metrics_);
  }

  // Everything that needs the endpoint.
  Result<void, std::string> connect() {
    auto access = kube::find_access(options_.cluster.access, kube::process_environment);
    if (!access) return fail(std::move(access).error());
    auto endpoint = kube::ApiEndpoint::make(
        *std::move(access), clock_, logger_,
        {.user_agent = "herald-controller/" + std::string(runtime::version()),
         .observe = [this](const kube::ApiCall& call) { controller_metrics_.cluster().api_call(call); }});
    if (!endpoint) return fail(std::move(endpoint).error());
    endpoint_ = *std::move(endpoint);
    client_.emplace(executor_, *endpoint_, static_cast<std::size_t>(options_.most_writes));
    recorder_.emplace(executor_, *endpoint_);
    last_good_.emplace(executor_, *endpoint_, small_client_.emplace(executor_, *endpoint_, 2),
                       options_.cluster.name_space, random_.next());
    cluster_key_.emplace(executor_, *endpoint_, *small_client_, options_.cluster.name_space, random_.next());
    make_followers();
    writes_.emplace(executor_, WritesParts{.client = *client_,
                                           .endpoint = *endpoint_,
                                           .services = mind_.brain().snapshot(),
                                           .timeout = write_timeout(options_.lease),
                                           .may_write = [this] { return leadership_->leads(); },
                                           .answer = [this](WriteDone done) { answered(std::move(done)); },
                                           .answer_announced =
                                               [this](AnnouncedWritten answer) {
                                                 trim_.worked();
                                                 mailbox_.push(std::move(answer));
                                               }});
    return {};
  }

  Result<void, std::string> open() {
    runtime::AdminHandlers handlers;
    handlers.healthz = [] { return std::vector<runtime::HealthCheck>(); };
    handlers.readyz = [this] { return ready_checks(); };
    handlers.state = [this] { return runtime::Document{"application/json", state()}; };
    handlers.config = [this] {
      const auto standing =
          mind_.brain().config_is_stale() ? config::Standing::outdated : config::Standing::present;
      return runtime::Document{"application/yaml",
                               config::page(config_->present().get(), config_key_.to_string(), standing)};
    };
    if (options_.admin.authenticate) {
      gate_.emplace(executor_, *endpoint_);
      handlers.authorize = [this](runtime::TokenUse use) { return gate_->judge(std::move(use)); };
    }
    metrics_.before_scrape([this] { controller_metrics_.refresh(mind_.brain(), leadership_->leads()); });
    admin_.emplace(executor_, clock_, logger_, metrics_, std::move(handlers));
    return runtime::open_admin(*admin_, options_.admin, logger_);
  }

  Task<> run() {
    logger_.log(events::kControllerStarted, {{"version", runtime::version()},
                                             {"server", endpoint_->access().server.authority()},
                                             {"access", endpoint_->access().origin},
                                             {"identity", leadership_->identity()}});
    tasks_.spawn("events", recorder_->run());
    tasks_.spawn("idle trim", trim_.run());
    tasks_.spawn("last good configuration", last_good_->run());
    tasks_.spawn("cluster key", cluster_key_->ensure());
    watches_->start(tasks_);
    co_await runtime::drive(
        runtime::DriverParts<Mind>{.machine = mind_,
                                   .clock = clock_,
                                   .mailbox = mailbox_,
                                   .tick = [] { return Mind::Event(Event(Tick{})); },
                                   .perform =
                                       [this](Mind::Effects effects) {
                                         for (Effect& effect : effects.of_brain)
                                           std::visit([this](auto& each) { perform(each); }, effect);
                                         for (const PatchAnnounced& patch : effects.announced)
                                           writes_->perform(patch);
                                       }});
    co_await take_leave();
  }

  void stop() { mailbox_.push(Event(Stop{})); }

 private:
  void make_followers() {
    config_.emplace(executor_, clock_,
                    kube::ConfigFollowerParts{
                        .name = config_key_,
                        .last_good = *last_good_,
                        .logger = logger_,
                        .tell = [this](config::News news) { tell_config(std::move(news)); },
                        .synced = [this](std::uint64_t ticket) { watches_->config_synced(ticket); }});
    const kube::Key lease{options_.cluster.name_space, options_.lease_name};
    leadership_.emplace(executor_, *endpoint_,
                        LeadershipSettings{.lease = lease,
                                           .identity = unique_identity(options_),
                                           .limits = options_.lease,
                                           .seed = random_.next()},
                        [this](bool leading) { mailbox_.push(Event(Leader{leading})); });
    watches_.emplace(executor_,
                     WatchesParts{.endpoint = *endpoint_,
                                  .metrics = controller_metrics_.cluster(),
                                  .times = times_,
                                  .speakers = speakers_,
                                  .config = *config_,
                                  .leadership = *leadership_,
                                  .config_name = config_key_,
                                  .lease_name = lease,
                                  .seed = random_.next(),
                                  .tell = [this](Mind::Event event) { mailbox_.push(std::move(event)); },
                                  .synced = [this](std::uint64_t ticket) { synced(ticket); }});
  }

  // Who has not seen the cluster must not lead it.
  void synced(std::uint64_t ticket) {
    trim_.worked();
    mailbox_.push(Event(Synced{ticket}));
    if (std::exchange(competing_, true)) return;
    tasks_.spawn("leadership", compete());
  }

  Task<> compete() {
    co_await leadership_->run();
    competing_over_ = true;
    over_.ring();
  }

  void tell_config(config::News news) {
    const auto* const changed = std::get_if<config::Changed>(&news);
    // The last good one is no reload of the ConfigMap.
    if (changed == nullptr || changed->text) {
      controller_metrics_.cluster().config_reloaded(
          changed != nullptr ? kube::ReloadOutcome::good : kube::ReloadOutcome::bad,
          runtime::unix_seconds(clock_.wall_now()));
    }
    std::visit([this](auto& each) { mailbox_.push(Event(std::move(each))); }, news);
  }

  void answered(WriteDone done) {
    trim_.worked();
    if (const auto* ok = std::get_if<outcome::Ok>(&done.outcome)) {
      const auto waited = times_.take(done.service, clock_.now());
      if (waited && !ok->stored.ingress.empty()) controller_metrics_.assigned_after(*waited);
    }
    mailbox_.push(Event(std::move(done)));
  }

  // ---- effects

  void perform(const Refresh& refresh) { watches_->refresh(refresh.ticket); }
  void perform(const PatchStatus& patch) { writes_->perform(patch); }
  void perform(const PatchAnnotation& patch) { writes_->perform(patch); }
  void perform(SaveLastGood& save) { last_good_->save(std::move(save.text)); }

  void perform(RecordEvent& record) {
    kube::Event event;
    event.about.key = {record.name_space, record.name};
    if (record.kind == ObjectKind::service) {
      event.about.kind = "Service";
      if (const auto* const known = mind_.brain().snapshot().find(event.about.key))
        event.about.uid = known->uid;
    } else {
      event.about.kind = "ConfigMap";
      event.about.uid = config_->uid();
    }
    event.type = record.type == EventType::warning ? kube::EventType::warning : kube::EventType::normal;
    event.reason = std::move(record.reason);
    event.message = std::move(record.message);
    event.component = "herald-controller";
    recorder_->record(std::move(event));
  }

  void perform(const Stopped& stopped) {
    may_release_ = stopped.may_release_lease;
    mailbox_.close();
  }

  // ---- the end

  Task<> take_leave() {
    if (competing_) {
      // What somebody else may still see happen must not happen under the next leader: then the Lease runs
      // out.
      if (may_release_) {
        leadership_->release();
      } else {
        leadership_->abandon();
      }
      while (!competing_over_)
        static_cast<void>(co_await over_.sleep_until(kNever));
    }
    trim_.close();
    watches_->close();
    recorder_->close();
    last_good_->close();
    co_await writes_->leave();
    co_await config_->leave();
    co_await admin_->close(kFarewell);
    co_await leave_tasks();
    logger_.log(events::kControllerStopped, {{"released", may_release_ && competing_}});
  }

  // Events that are still waiting get a moment; nothing waits for them for longer.
  Task<> leave_tasks() {
    tasks_.close();
    const auto timer = clock_.make_timer(executor_);
    timer->arm(clock_.now() + kFarewell, [this] { tasks_.cancel(); });
    co_await tasks_.leave();
  }

  // ---- pages

  [[nodiscard]] std::vector<runtime::HealthCheck> ready_checks() const {
    using runtime::Health;
    const auto check = [](std::string name, bool listed) {
      return runtime::HealthCheck{.name = std::move(name),
                                  .health = listed ? Health::good : Health::bad,
                                  .detail = listed ? "" : "the first list has not arrived"};
    };
    return {check("services", watches_->services_synced()),
            check("namespaces", watches_->namespaces_synced()), check("config", watches_->config_listed())};
  }

  [[nodiscard]] std::string state() const {
    return state_page({.brain = mind_.brain(),
                       .speakers = speakers_,
                       .identity = leadership_->identity(),
                       .leader = leadership_->holder(),
                       .leading = leadership_->leads(),
                       .config_name = config_key_.to_string()});
  }

  runtime::Executor executor_;
  const runtime::Clock& clock_;
  runtime::Logger& logger_;
  ShellOptions options_;
  kube::Key config_key_;
  Random random_;
  runtime::Metrics metrics_;
  ControllerMetrics controller_metrics_;
  Speakers speakers_;
  runtime::Mailbox<Mind::Event> mailbox_;
  Mind mind_;
  AssignTimes times_;

  std::unique_ptr<kube::ApiEndpoint> endpoint_;
  std::optional<kube::ApiClient> client_;        // for writes to Services
  std::optional<kube::ApiClient> small_client_;  // for our own ConfigMap and Secret
  std::optional<kube::Recorder> recorder_;
  std::optional<kube::LastGood> last_good_;
  std::optional<kube::ClusterKey> cluster_key_;
  std::optional<kube::ConfigFollower> config_;
  std::optional<Leadership> leadership_;
  std::optional<Watches> watches_;
  std::optional<Writes> writes_;
  std::optional<kube::TokenGate> gate_;
  std::optional<runtime::AdminServer> admin_;

  runtime::TaskGroup tasks_;
  runtime::IdleTrim trim_;
  runtime::Wakeup over_;
  bool competing_ = false;
  bool competing_over_ = false;
  bool may_release_ = false;
};

Shell::Shell(std::unique_ptr<Daemon> daemon) : daemon_(std::move(daemon)) {}

Shell::~Shell() = default;

Result<std::unique_ptr<Shell>, std::string> Shell::make(const runtime::Executor& executor,
                                                        const runtime::Clock& clock, runtime::Logger& logger,
                                                        const ShellOptions& options) {
  auto daemon = std::make_unique<Daemon>(executor, clock, logger, options);
  if (auto connected = daemon->connect(); !connected) return fail(std::move(connected).error());
  return std::unique_ptr<Shell>(new Shell(std::move(daemon)));
}

Result<void, std::string> Shell::open() {
  return daemon_->open();
}

Task<> Shell::run() {
  return daemon_->run();
}

void Shell::stop() {
  daemon_->stop();
}

}  // namespace herald::controller
