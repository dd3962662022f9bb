// herald-apiserver: puts the parts together, serves until told to stop.
#include "lab/apiserver/api.h"
#include "lab/apiserver/certificates.h"
#include "lab/apiserver/http_door.h"
#include "lab/apiserver/journal.h"
#include "lab/apiserver/kubeconfig.h"
#include "lab/apiserver/log_events.h"
#include "lab/apiserver/settings.h"
#include "lab/apiserver/signed_tokens.h"
#include "runtime/entropy.h"
#include "runtime/http_server.h"
#include "runtime/log.h"
#include "runtime/log_sink.h"
#include "runtime/signals.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>

namespace herald::apiserver {
namespace {

constexpr Duration kSyncPeriod = std::chrono::seconds(1);
constexpr Duration kFarewell = std::chrono::seconds(2);

// The port at the end of "127.0.0.1:6443" or "[::1]:6443".
std::uint16_t port_of(const std::string& address) {
  return static_cast<std::uint16_t>(std::atoi(address.substr(address.rfind(':') + 1).c_str()));
}

std::string host_of(const std::string& address) {
  std::string host = address.substr(0, address.rfind(':'));
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return host;
}

// "Every address" is no name to call a server by.
std::string callable(const std::string& address) {
  const std::string host = host_of(address);
  if (host.empty() || host == "0.0.0.0" || host == "::")
    return "127.0.0.1:" + std::to_string(port_of(address));
  return address;
}

std::vector<std::string> names_of(const Settings& settings) {
  std::vector<std::string> names{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                                 "127.0.0.1", "::1"};
  if (const std::string host = host_of(callable(settings.listen)); host != "127.0.0.1" && host != "::1") {
    if (net::IpAddress::parse(host)) names.push_back(host);
  }
  const net::Cidr& range = settings.service_ranges.front();
  names.push_back(net::IpAddress::of(range.family(), range.address().value() + 1).to_string());
  for (const std::string& name : settings.names)
    names.push_back(name);
  return names;
}

std::string token_key(const std::string& directory) {
  const std::string path = directory + "/token.key";
  std::string key;
  if (read_file(path, key) && key.size() == 32) return key;
  std::array<std::uint8_t, 32> bytes{};
  runtime::fill_random(bytes);
  key.assign(bytes.begin(), bytes.end());
  return write_file(path, key) ? key : std::string();
}

runtime::HttpSettings http_settings() {
  runtime::HttpSettings settings;
  settings.name = "apiserver";
  settings.sizes.head = std::size_t{64} << 10;
  settings.sizes.body = std::size_t{4} << 20;
  settings.timeouts.idle = std::chrono::minutes(5);
  settings.connections = 2048;  // every speaker of a large lab has some watches
  return settings;
}

// Everything that lives as long as the server.
class Program {
 public:
  Program(const Settings& settings, boost::asio::io_context& io, runtime::Logger& logger,
          const runtime::Clock& clock)
      : settings_(settings),
        executor_(io.get_executor()),
        clock_(clock),
        logger_(logger),
        cluster_({.service_ranges = settings.service_ranges, .seed = runtime::random_seed()}),
        stop_(executor_, clock),
        group_(executor_, clock, logger) {}

  // Nothing, or why it cannot start.
  std::optional<std::string> start() {
    // Before anybody is told that it runs: who knows that may also stop it.
    signals_ = std::make_unique<runtime::Signals>(executor_, logger_, [this] { request_stop(); });
    std::error_code error;
    std::filesystem::create_directories(settings_.data_dir, error);
    if (error) return settings_.data_dir + ": " + error.message();
    if (auto failed = restore()) return failed;
    const std::string key = token_key(settings_.data_dir);
    if (key.empty()) return settings_.data_dir + ": the key for tokens cannot be written";
    tokens_ = std::make_unique<SignedTokens>(key, [this] { return now().value(); });
    for (const std::string& token : settings_.tokens) {
      if (!tokens_->add_fixed(token)) return "--token: " + token + " is not NAME=TEXT or NAMESPACE/NAME=TEXT";
    }
    api_ = std::make_unique<Api>(cluster_, *tokens_, ApiSettings{settings_.rbac, settings_.listen});
    door_ = std::make_unique<HttpDoor>(executor_, clock_, *api_);
    return listen();
  }

  runtime::Task<> run() {
    group_.spawn("signals", signals_->run());
    while (!stopping_) {
      static_cast<void>(co_await stop_.sleep_until(clock_.now() + kSyncPeriod));
      journal_->sync();
    }
    co_await server_->close(kFarewell);
    group_.cancel();
    co_await group_.leave();
    journal_->sync();
    logger_.log(events::kStopped);
  }

 private:
  [[nodiscard]] UnixSeconds now() const { return runtime::unix_seconds(clock_.wall_now()); }

  void request_stop() {
    stopping_ = true;
    stop_.ring();
  }

  std::optional<std::string> restore() {
    auto opened = Journal::open(settings_.data_dir + "/log", cluster_);
    if (!opened) return opened.error();
    journal_ = std::move(opened->journal);
    if (!opened->warning.empty()) logger_.log(events::kTornLog, {{"what", opened->warning}});
    if (opened->objects > 0) logger_.log(events::kRestored, {{"objects", opened->objects}});
    return std::nullopt;
  }

  std::optional<std::string> listen() {
    const auto certificates = load_or_make_certificates(settings_.data_dir, names_of(settings_));
    if (!certificates) return certificates.error();
    const auto context = runtime::make_server_context({certificates->certificate, certificates->key});
    if (!context) return context.error();
    const auto address = runtime::SocketAddress::parse(settings_.listen);
    if (!address) return "--listen: " + address.error();
    runtime::HttpSettings http = http_settings();
    http.identity = runtime::fixed_identity(*context);
    server_ = std::make_unique<runtime::HttpServer>(
        executor_, clock_, logger_, std::move(http),
        [this](runtime::HttpRequest request) { return door_->answer(std::move(request)); });
    const auto bound = server_->listen(*address);
    if (!bound) return bound.error();
    return announce(callable(bound->to_string()), certificates->authority);
  }

  // From here on people and programs know where it is.
  std::optional<std::string> announce(const std::string& address, const std::string& authority) {
    api_->set_address(address);
    furnish(cluster_, port_of(address), now());
    const std::string url = "https://" + address;
    if (!write_file(settings_.kubeconfig, kubeconfig_text({url, authority, tokens_->for_admin()})))
      return settings_.kubeconfig + ": cannot be written";
    logger_.log(events::kServing, {{"address", address}, {"kubeconfig", settings_.kubeconfig}});
    std::printf("%s\nexport KUBECONFIG=%s\n", url.c_str(), settings_.kubeconfig.c_str());
    std::fflush(stdout);
    return std::nullopt;
  }

  const Settings& settings_;
  runtime::Executor executor_;
  const runtime::Clock& clock_;
  runtime::Logger& logger_;
  Cluster cluster_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<SignedTokens> tokens_;
  std::unique_ptr<Api> api_;
  std::unique_ptr<HttpDoor> door_;
  std::unique_ptr<runtime::HttpServer> server_;
  std::unique_ptr<runtime::Signals> signals_;
  runtime::Wakeup stop_;
  runtime::TaskGroup group_;
  bool stopping_ = false;
};

int serve(const Settings& settings) {
  runtime::DescriptorSink sink(STDERR_FILENO);
  runtime::SystemClock clock;
  runtime::Logger logger(sink, clock, resolve_format(settings.log.format, STDERR_FILENO), settings.log.level);
  boost::asio::io_context io(1);
  Program program(settings, io, logger, clock);
  if (const auto why = program.start()) {
    std::fprintf(stderr, "herald-apiserver: %s\n", why->c_str());
    return 1;
  }
  runtime::TaskGroup main(io.get_executor(), clock, logger);
  main.spawn("main", program.run());
  io.run();
  return 0;
}

}  // namespace
}  // namespace herald::apiserver

int main(int argc, char** argv) {
  ::umask(077);
  const auto settings = herald::apiserver::read_settings(argc, argv);
  if (settings) return herald::apiserver::serve(*settings);
  std::fputs(settings.error().text.c_str(), settings.error().code == 0 ? stdout : stderr);
  return settings.error().code;
}
