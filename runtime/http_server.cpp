#include "runtime/http_server.h"

#include "core/base/check.h"
#include "runtime/http_connection.h"
#include "runtime/listener.h"
#include "runtime/log_events.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"

#include <chrono>
#include <list>
#include <utility>
#include <vector>

namespace herald::runtime {
namespace {

// After accept() failed for want of descriptors or memory, trying again at once would only burn CPU.
constexpr Duration kAcceptPause = std::chrono::milliseconds(100);

}  // namespace

class HttpServer::Core {
 public:
  Core(const Executor& executor, const Clock& clock, Logger& logger, HttpSettings settings,
       HttpHandler handler)
      : shared_{.executor = executor,
                .clock = clock,
                .logger = logger,
                .settings = std::move(settings),
                .handler = std::move(handler),
                .waits_for_client = [this] { vacancy_.ring(); }},
        vacancy_(executor, clock),
        grace_(clock.make_timer(executor)),
        group_(executor, clock, logger) {}

  Result<SocketAddress, std::string> listen(const SocketAddress& address) {
    HERALD_CHECK(!listener_);
    auto listener = Listener::open(shared_.executor, shared_.clock, address);
    if (!listener) return fail(std::move(listener).error());
    listener_ = *std::move(listener);
    shared_.logger.log(events::kHttpListening, {{"server", shared_.settings.name},
                                                {"address", listener_->address().to_string()},
                                                {"tls", shared_.settings.identity != nullptr}});
    group_.spawn("http_accept", accept_loop());
    return listener_->address();
  }

  Task<> close(Duration grace) {
    closing_ = true;
    if (listener_) listener_->close();
    vacancy_.ring();
    for (const auto& connection : snapshot())
      connection->wind_down();
    grace_->arm(shared_.clock.now() + grace, [this] {
      for (const auto& connection : snapshot())
        connection->abort();
      group_.cancel();  // handlers that still wait for something
    });
    co_await group_.leave();
    grace_->disarm();
  }

  [[nodiscard]] std::size_t connections() const { return connections_.size(); }

 private:
  using Connections = std::list<std::shared_ptr<HttpConnection>>;

  // A place on the list, given up whichever way the connection ends, also when its coroutine never starts.
  class Listed {
   public:
    Listed(Core& core, std::shared_ptr<HttpConnection> connection)
        : core_(core), at_(core.connections_.insert(core.connections_.end(), std::move(connection))) {}
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;
    ~Listed() {
      (*at_)->abort();
      core_.connections_.erase(at_);
      core_.vacancy_.ring();
    }

    [[nodiscard]] const std::shared_ptr<HttpConnection>& connection() const { return *at_; }

   private:
    Core& core_;
    Connections::iterator at_;
  };

  Task<> accept_loop() {
    while (!closing_) {
      auto stream = co_await listener_->accept(shared_.settings.identity);
      if (stream) {
        while (!closing_ && !make_room())
          static_cast<void>(co_await vacancy_.sleep_until(kNever));
        if (closing_) co_return;
        auto connection = std::make_shared<HttpConnection>(shared_, *std::move(stream));
        group_.spawn("http_connection", attend(std::make_unique<Listed>(*this, std::move(connection))));
        continue;
      }
      if (closing_ || stream.error().kind == StreamFailure::Kind::closed) co_return;
      shared_.logger.log(events::kHttpAcceptFailed,
                         {{"server", shared_.settings.name}, {"what", stream.error().what}});
      static_cast<void>(co_await vacancy_.sleep_until(shared_.clock.now() + kAcceptPause));
    }
  }

  // Clients that do nothing, or little, must not keep a health probe out: who has kept us waiting for longest
  // goes. Asked when somebody has come: one more connection than allowed may be open, but not served.
  [[nodiscard]] bool make_room() {
    if (connections_.size() < shared_.settings.connections) return true;
    std::shared_ptr<HttpConnection> laziest;
    for (const auto& connection : connections_) {
      if (!connection->waiting_since()) continue;
      if (!laziest || *connection->waiting_since() < *laziest->waiting_since()) laziest = connection;
    }
    if (laziest) laziest->abort();
    return false;
  }

  Task<> attend(std::unique_ptr<Listed> place) {
    const std::unique_ptr<Listed> listed = std::move(place);
    const std::shared_ptr<HttpConnection> connection = listed->connection();
    if (co_await HttpConnection::open(connection) == HttpConnection::Opened::failed) co_return;
    // A group that has closed meanwhile refuses the pump; then there is nothing to serve either.
    if (group_.spawn("http_input", HttpConnection::pump(connection)) == Admission::refused) co_return;
    co_await HttpConnection::serve(connection);
  }

  [[nodiscard]] std::vector<std::shared_ptr<HttpConnection>> snapshot() const {
    return {connections_.begin(), connections_.end()};
  }

  HttpShared shared_;
  Wakeup vacancy_;
  std::unique_ptr<Timer> grace_;
  std::unique_ptr<Listener> listener_;
  Connections connections_;
  bool closing_ = false;
  TaskGroup group_;
};

HttpServer::HttpServer(const Executor& executor, const Clock& clock, Logger& logger, HttpSettings settings,
                       HttpHandler handler)
    : core_(std::make_unique<Core>(executor, clock, logger, std::move(settings), std::move(handler))) {}

HttpServer::~HttpServer() = default;

Result<SocketAddress, std::string> HttpServer::listen(const SocketAddress& address) {
  return core_->listen(address);
}

Task<> HttpServer::close(Duration grace) {
  return core_->close(grace);
}

std::size_t HttpServer::connections() const {
  return core_->connections();
}

}  // namespace herald::runtime
