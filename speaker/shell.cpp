#include "speaker/shell.h"

#include "config/page.h"
#include "core/base/random.h"
#include "kube/cluster_key.h"
#include "kube/config_follower.h"
#include "kube/credentials_file.h"
#include "kube/last_good.h"
#include "kube/recorder.h"
#include "kube/speaker_report.h"
#include "kube/token_gate.h"
#include "runtime/admin_options.h"
#include "runtime/admin_server.h"
#include "runtime/build_info.h"
#include "runtime/driver.h"
#include "runtime/entropy.h"
#include "runtime/idle_trim.h"
#include "runtime/local_address.h"
#include "runtime/log_events.h"
#include "runtime/process_metrics.h"
#include "speaker/brain.h"
#include "speaker/metrics.h"
#include "speaker/shell_lease.h"
#include "speaker/shell_secrets.h"
#include "speaker/shell_state.h"
#include "speaker/shell_watches.h"
#include "speaker/shell_wire_link.h"
#include "speaker/shell_wire_log_events.h"

#include <array>
#include <optional>
#include <utility>
#include <variant>

namespace herald::speaker {
namespace {

namespace events = runtime::events;
using runtime::Task;

// What Events and answers still on their way get at the end.
constexpr Duration kFarewell = std::chrono::seconds(1);

// The Node's name goes into the Lease, and others reach our ring port there.
Result<own::Member, std::string> self_of(const ShellOptions& options, const kube::ClusterAccess& access,
                                         const runtime::Clock& clock) {
  std::string text = options.ring_address;
  if (text.empty()) {
    auto found = runtime::source_address_towards(access.server.host);
    if (!found)
      return fail(
          "which address shall other speakers use? Set --ring-address or HERALD_RING_ADDRESS, in a Pod to " +
          ("status.hostIP (" + found.error() + ")"));
    text = *std::move(found);
  }
  const auto address = net::IpAddress::parse(text);
  if (!address) return fail("--ring-address: " + text + " is no address");
  const auto started = std::chrono::nanoseconds(clock.wall_now().time_since_epoch());
  return own::Member{.node = options.node_name,
                     .incarnation = own::Incarnation(static_cast<std::uint64_t>(started.count())),
                     .address = *address,
                     .port = static_cast<std::uint16_t>(options.ring_port)};
}

Brain::Settings brain_settings(const ShellOptions& options, own::Member self, std::uint64_t seed) {
  Brain::Settings settings;
  settings.self = std::move(self);
  settings.load_balancer_class = options.cluster.load_balancer_class;
  settings.seed = seed;
  return settings;
}

}  // namespace

class Shell::Daemon {
 public:
  Daemon(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
         const ShellOptions& options, WireFactory make_wire)
      : executor_(executor),
        clock_(clock),
        logger_(logger),
        options_(options),
        config_key_(options.cluster.config_key()),
        random_(runtime::random_seed()),
        speaker_metrics_(metrics_),
        mailbox_(executor, clock),
        tasks_(executor, clock, logger),
        trim_(executor, clock),
        wire_(executor, {.clock = clock,
                         .logger = logger,
                         .make = std::move(make_wire),
                         .tell = [this](Event event) { tell(std::move(event)); },
                         .observe =
                             [this](const report::Report& report) {
                               trim_.worked();
                               speaker_metrics_.reported(report);
                             }}) {
    runtime::add_process_metrics(metrics_);
  }

  // Everything that needs the endpoint.
  Result<void, std::string> connect() {
    auto access = kube::find_access(options_.cluster.access, kube::process_environment);
    if (!access) return fail(std::move(access).error());
    auto self = self_of(options_, *access, clock_);
    if (!self) return fail(std::move(self).error());
    brain_.emplace(brain_settings(options_, *std::move(self), random_.next()));
    auto endpoint = kube::ApiEndpoint::make(
        *std::move(access), clock_, logger_,
        {.user_agent = "herald-speaker/" + std::string(runtime::version()),
         .observe = [this](const kube::ApiCall& call) { speaker_metrics_.cluster().api_call(call); }});
    if (!endpoint) return fail(std::move(endpoint).error());
    endpoint_ = *std::move(endpoint);
    const std::string& home = options_.cluster.name_space;
    recorder_.emplace(executor_, *endpoint_);
    last_good_.emplace(executor_, *endpoint_, small_client_.emplace(executor_, *endpoint_, 2), home,
                       random_.next());
    cluster_key_.emplace(executor_, *endpoint_, *small_client_, home, random_.next());
    lease_.emplace(executor_, *endpoint_, home, options_.node_name,
                   [this](LeaseWritten answer) { mailbox_.push(answer); });
    make_followers();
    return {};
  }

  Result<void, std::string> open() {
    runtime::AdminHandlers handlers;
    handlers.healthz = [] { return std::vector<runtime::HealthCheck>(); };
    handlers.readyz = [this] { return ready_checks(); };
    handlers.state = [this] {
      return runtime::Document{"application/json", state_page({.brain = *brain_,
                                                               .config_name = config_key_.to_string(),
                                                               .peers = wire_.peers(),
                                                               .wire_running = wire_.started()})};
    };
    handlers.config = [this] {
      const auto standing =
          brain_->config_is_stale() ? config::Standing::outdated : config::Standing::present;
      return runtime::Document{"application/yaml",
                               config::page(config_->present().get(), config_key_.to_string(), standing)};
    };
    if (options_.admin.authenticate) {
      gate_.emplace(executor_, *endpoint_);
      handlers.authorize = [this](runtime::TokenUse use) { return gate_->judge(std::move(use)); };
    }
    metrics_.before_scrape([this] {
      speaker_metrics_.refresh(*brain_);
      if (!wire_.started()) return;
      speaker_metrics_.refresh(wire_.totals());
      speaker_metrics_.refresh(wire_.peers());
    });
    admin_.emplace(executor_, clock_, logger_, metrics_, std::move(handlers));
    return runtime::open_admin(*admin_, options_.admin, logger_);
  }

  Task<Result<void, std::string>> run() {
    const own::Member& self = brain_->roster().self();
    logger_.log(events::kSpeakerStarted,
                {{"version", runtime::version()},
                 {"node", self.node},
                 {"ring", self.address.to_string() + " port " + std::to_string(self.port)},
                 {"server", endpoint_->access().server.authority()},
                 {"access", endpoint_->access().origin}});
    tasks_.spawn("events", recorder_->run());
    tasks_.spawn("wire", start_wire());
    tasks_.spawn("idle trim", trim_.run());
    watches_->start(tasks_);
    co_await runtime::drive(
        runtime::DriverParts<Brain>{.machine = *brain_,
                                    .clock = clock_,
                                    .mailbox = mailbox_,
                                    .tick = [] { return Event(Tick{}); },
                                    .perform =
                                        [this](Effects effects) {
                                          for (Effect& effect : effects)
                                            std::visit([this](auto& each) { perform(each); }, effect);
                                        }});
    co_await take_leave();
    if (!wire_.problem().empty()) co_return fail(wire_.problem());
    co_return Result<void, std::string>();
  }

  void stop() { mailbox_.push(Stop{}); }

 private:
  void make_followers() {
    config_.emplace(
        executor_, clock_,
        kube::ConfigFollowerParts{.name = config_key_,
                                  .last_good = *last_good_,
                                  .logger = logger_,
                                  .tell = [this](config::News news) { tell_config(std::move(news)); },
                                  .synced = [this](std::uint64_t /*ticket*/) { watches_->config_synced(); }});
    secrets_.emplace(executor_, SecretsParts{.endpoint = *endpoint_,
                                             .metrics = speaker_metrics_.cluster(),
                                             .name_space = options_.cluster.name_space,
                                             .seed = random_.next(),
                                             .tell = [this](Passwords passwords) {
                                               mailbox_.push(PasswordsChanged{std::move(passwords)});
                                             }});
    watches_.emplace(executor_, WatchesParts{.endpoint = *endpoint_,
                                             .metrics = speaker_metrics_.cluster(),
                                             .config = *config_,
                                             .config_name = config_key_,
                                             .lease_namespace = options_.cluster.name_space,
                                             .lease_name = kube::speaker_lease_name(options_.node_name),
                                             .seed = random_.next(),
                                             .tell = [this](Event event) { tell(std::move(event)); }});
  }

  void tell(Event event) { mailbox_.push(std::move(event)); }

  void tell_config(config::News news) {
    const auto* const changed = std::get_if<config::Changed>(&news);
    // The last good one is no reload of the ConfigMap.
    if (changed == nullptr || changed->text) {
      speaker_metrics_.cluster().config_reloaded(
          changed != nullptr ? kube::ReloadOutcome::good : kube::ReloadOutcome::bad,
          runtime::unix_seconds(clock_.wall_now()));
    }
    if (changed != nullptr) secrets_->follow(*changed->config, tasks_);
    std::visit([this](auto& each) { mailbox_.push(std::move(each)); }, news);
  }

  // It needs the key; what it is told meanwhile waits.
  Task<> start_wire() {
    std::vector<std::string> keys;
    if (options_.cluster_key_file.empty()) {
      keys = co_await cluster_key_->load();
      small_client_->drop_idle();  // it was for the start; 70 KB are spared until it is needed again
    } else {
      auto read = kube::read_credential_file(options_.cluster_key_file);
      if (!read) co_return wire_.give_up(read.error());
      if (read->size() < kube::kClusterKeyBytes)
        co_return wire_.give_up(options_.cluster_key_file + " must hold at least 32 bytes");
      keys.push_back(*std::move(read));
    }
    co_await wire_.run({.self = brain_->roster().self(),
                        .cluster_keys = std::move(keys),
                        .interfaces = options_.interfaces});
  }

  // ---- effects

  void perform(SendOrders& send) {
    trim_.worked();
    if (!std::exchange(ready_told_, true)) {
      logger_.log(events::kSpeakerReady, {{"node", options_.node_name},
                                          {"services_with_address", brain_->snapshot().tenants()},
                                          {"speakers", brain_->roster().members().size()}});
    }
    wire_.push(std::move(send.orders));
  }

  void perform(SendBgpOrders& send) { wire_.push(std::move(send.orders)); }

  void perform(WriteLease& write) {
    released_ = write.released;
    lease_->perform(std::move(write));
  }

  void perform(RecordEvent& record) {
    kube::Event event;
    event.about = std::move(record.about);
    event.type = record.type;
    event.reason = std::move(record.reason);
    event.message = std::move(record.message);
    event.component = "herald-speaker";
    event.host = options_.node_name;
    recorder_->record(std::move(event));
  }

  void perform(NoteProblem& note) {
    logger_.log(wire_log_events::kNodeProblem, {{"problem", note.problem.name},
                                                {"what", note.problem.what},
                                                {"why", note.problem.why},
                                                {"remedy", note.problem.remedy}});
  }

  void perform(StopWire& /*stop*/) { wire_.stop(); }

  void perform(Stopped& /*stopped*/) { mailbox_.close(); }

  // ---- the end

  Task<> take_leave() {
    watches_->close();
    secrets_->close();
    recorder_->close();
    trim_.close();
    co_await lease_->leave();
    co_await config_->leave();
    co_await admin_->close(kFarewell);
    co_await leave_tasks();
    wire_.drop();
    logger_.log(events::kSpeakerStopped, {{"node", options_.node_name}, {"released", released_}});
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
    using Kind = Watches::Kind;
    const auto check = [](std::string name, bool good, std::string detail) {
      return runtime::HealthCheck{.name = std::move(name),
                                  .health = good ? runtime::Health::good : runtime::Health::bad,
                                  .detail = good ? "" : std::move(detail)};
    };
    std::vector<runtime::HealthCheck> checks;
    checks.reserve(Watches::kKinds + 1);
    constexpr std::array<std::pair<const char*, Kind>, Watches::kKinds> kLists = {
        {{"services", Kind::services},
         {"endpoints", Kind::endpoints},
         {"nodes", Kind::nodes},
         {"leases", Kind::leases},
         {"config", Kind::config}}};
    for (const auto& [name, kind] : kLists)
      checks.push_back(check(name, watches_->listed(kind), "the first list has not arrived"));
    checks.push_back(check("wire", wire_.started() && !wire_.over(),
                           wire_.over() ? "the wire loop has ended" : "the cluster key has not been read"));
    return checks;
  }

  runtime::Executor executor_;
  const runtime::Clock& clock_;
  runtime::Logger& logger_;
  ShellOptions options_;
  kube::Key config_key_;
  Random random_;
  runtime::Metrics metrics_;
  SpeakerMetrics speaker_metrics_;
  runtime::Mailbox<Event> mailbox_;
  std::optional<Brain> brain_;

  std::unique_ptr<kube::ApiEndpoint> endpoint_;
  std::optional<kube::ApiClient> small_client_;  // for what is read once
  std::optional<kube::Recorder> recorder_;
  std::optional<kube::LastGood> last_good_;
  std::optional<kube::ClusterKey> cluster_key_;
  std::optional<kube::ConfigFollower> config_;
  std::optional<LeaseWrites> lease_;
  std::optional<PeerSecrets> secrets_;
  std::optional<Watches> watches_;
  std::optional<kube::TokenGate> gate_;
  std::optional<runtime::AdminServer> admin_;

  runtime::TaskGroup tasks_;
  runtime::IdleTrim trim_;
  WireLink wire_;
  bool ready_told_ = false;
  bool released_ = false;
};

Shell::Shell(std::unique_ptr<Daemon> daemon) : daemon_(std::move(daemon)) {}

Shell::~Shell() = default;

Result<std::unique_ptr<Shell>, std::string> Shell::make(const runtime::Executor& executor,
                                                        const runtime::Clock& clock, runtime::Logger& logger,
                                                        const ShellOptions& options, WireFactory make_wire) {
  auto daemon = std::make_unique<Daemon>(executor, clock, logger, options, std::move(make_wire));
  if (auto connected = daemon->connect(); !connected) return fail(std::move(connected).error());
  return std::unique_ptr<Shell>(new Shell(std::move(daemon)));
}

Result<void, std::string> Shell::open() {
  return daemon_->open();
}

Task<Result<void, std::string>> Shell::run() {
  return daemon_->run();
}

void Shell::stop() {
  daemon_->stop();
}

}  // namespace herald::speaker
