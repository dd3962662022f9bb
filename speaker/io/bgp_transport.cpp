#include "speaker/io/bgp_transport.h"

#include "runtime/post.h"
#include "runtime/task_group.h"
#include "speaker/io/address_news.h"
#include "speaker/io/bgp_connection.h"
#include "speaker/io/bgp_socket.h"
#include "speaker/io/local_addresses.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;

using bgp::ConnectionId;
using bgp_order::Path;
using runtime::Task;

namespace {

constexpr Duration kPauseAfterRefusal = std::chrono::seconds(10);
constexpr Duration kPauseAfterError = std::chrono::seconds(1);

using Protocol = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocol>;

}  // namespace

struct BgpTransport::State : std::enable_shared_from_this<State> {
  using Connection = std::shared_ptr<BgpConnection>;

  State(const runtime::Executor& loop, const runtime::Clock& time, runtime::Logger& logger, Settings what,
        Tell whom)
      : executor(loop),
        clock(time),
        settings(what),
        tell(std::move(whom)),
        relisten(loop, time),
        tasks(loop, time, logger) {}

  Connection add(ConnectionId id, const Path& path, BgpConnection::Socket socket);
  void carry(const Connection& connection);
  void look_at_addresses();
  void reopen_listeners();
  [[nodiscard]] const Path* caller(const Endpoint& from) const;

  static Task<> dial(std::shared_ptr<State> self, Connection connection);
  static Task<> read(std::shared_ptr<State> self, Connection connection);
  static Task<> accept(std::shared_ptr<State> self, std::shared_ptr<Acceptor> acceptor);
  static Task<> keep_listening(std::shared_ptr<State> self);
  void welcome(BgpConnection::Socket socket);

  runtime::Executor executor;
  const runtime::Clock& clock;
  Settings settings;
  Tell tell;
  std::map<ConnectionId, Connection> connections;
  std::uint64_t last_accepted = 0;
  std::vector<Path> callers;
  std::vector<std::shared_ptr<Acceptor>> acceptors;
  std::vector<Path> admitted;  // of the callers: whom the acceptors let in
  std::string refusal;         // why we do not listen; empty: we do, or need not
  std::string left_out;  // which callers are not admitted for their own sake; only an edit can mend that
  runtime::Wakeup relisten;
  bool listening = false;                  // keep_listening() runs
  std::shared_ptr<AddressNews> addresses;  // from the first connection on
  bool leaving = false;
  runtime::TaskGroup tasks;
};

BgpTransport::State::Connection BgpTransport::State::add(ConnectionId id, const Path& path,
                                                         BgpConnection::Socket socket) {
  auto connection = std::make_shared<BgpConnection>(id, path, std::move(socket), clock, tell);
  connections[id] = connection;
  return connection;
}

// Next hops are made of the addresses of the link, which may come after the session and go before it.
void BgpTransport::State::look_at_addresses() {
  std::vector<Connection> open;
  std::vector<int> sockets;
  for (const auto& [id, connection] : connections) {
    if (!connection->is_open()) continue;
    open.push_back(connection);
    sockets.push_back(connection->native());
  }
  const auto seen = local_addresses(sockets);
  for (std::size_t i = 0; i < open.size(); ++i)
    open[i]->see_local(seen[i]);
}

void BgpTransport::State::carry(const Connection& connection) {
  if (!addresses) {
    addresses = std::make_shared<AddressNews>(executor, clock, [this] { look_at_addresses(); });
    tasks.spawn("bgp addresses", AddressNews::run(addresses));
  }
  tasks.spawn("bgp write", BgpConnection::write(connection));
  tasks.spawn("bgp read", read(shared_from_this(), connection));
}

Task<> BgpTransport::State::dial(std::shared_ptr<State> self, Connection connection) {
  const auto dialed = co_await BgpConnection::connect(connection);
  if (dialed == BgpConnection::Dialed::connected)
    self->carry(connection);
  else
    self->connections.erase(connection->id());
}

Task<> BgpTransport::State::read(std::shared_ptr<State> self, Connection connection) {
  co_await BgpConnection::read(connection);
  self->connections.erase(connection->id());
}

const Path* BgpTransport::State::caller(const Endpoint& from) const {
  const auto found = std::ranges::find_if(admitted, [&](const Path& path) {
    return path.address == from.address &&
           (from.interface.empty() || path.interface.empty() || path.interface == from.interface);
  });
  return found == admitted.end() ? nullptr : &*found;
}

// A stranger is hung up on without a word: it may be anybody.
void BgpTransport::State::welcome(BgpConnection::Socket socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getpeername(socket.native_handle(), reinterpret_cast<sockaddr*>(&storage), &size) != 0) return;
  const Endpoint from = from_system(storage);
  const Path* path = caller(from);
  if (path == nullptr || !limit_distance(socket.native_handle(), *path)) return;
  const ConnectionId id(last_accepted += 2);
  const Connection connection = add(id, *path, std::move(socket));
  const bgp::LocalAddresses local = local_addresses(connection->native());
  connection->become_connected(local);
  tell(peering::Incoming{id, from.address, from.interface, local});
  carry(connection);
}

Task<> BgpTransport::State::accept(std::shared_ptr<State> self, std::shared_ptr<Acceptor> acceptor) {
  runtime::Wakeup pause(self->executor, self->clock);
  while (acceptor->is_open()) {
    auto [error, socket] = co_await acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
    if (!error)
      self->welcome(std::move(socket));
    else if (error != asio::error::operation_aborted)  // out of descriptors, say: not as fast as it can
      static_cast<void>(co_await pause.sleep_until(self->clock.now() + kPauseAfterError));
    else
      break;
  }
}

void BgpTransport::State::reopen_listeners() {
  for (const auto& acceptor : std::exchange(acceptors, {})) {
    boost::system::error_code ignored;
    acceptor->close(ignored);
  }
  admitted.clear();
  refusal.clear();
  left_out.clear();
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    const auto is_of = [&](const Path& path) { return path.address->family() == family; };
    if (std::ranges::none_of(callers, is_of)) continue;
    auto listener = listening_socket(family, settings.listen_port, callers);
    if (!listener) {
      refusal = std::move(listener).error();
      continue;
    }
    admitted.insert(admitted.end(), listener->admitted.begin(), listener->admitted.end());
    left_out += (left_out.empty() || listener->left_out.empty() ? "" : "; ") + listener->left_out;
    const Protocol protocol(family == net::Family::ipv4 ? AF_INET : AF_INET6, 0);
    acceptors.push_back(std::make_shared<Acceptor>(executor, protocol, listener->socket.release()));
    tasks.spawn("bgp accept", accept(shared_from_this(), acceptors.back()));
  }
}

// Opens anew whenever somebody else may call, and tries again while the port is taken.
Task<> BgpTransport::State::keep_listening(std::shared_ptr<State> self) {
  std::string told;
  for (;;) {
    self->reopen_listeners();
    const std::string& why = self->refusal.empty() ? self->left_out : self->refusal;
    if (why != told) self->tell(peering::ListenFailed{bgp_report::Listening::peers, told = why});
    const Instant again = self->refusal.empty() ? kNever : self->clock.now() + kPauseAfterRefusal;
    const runtime::Woken woken = co_await self->relisten.sleep_until(again);
    if (woken == runtime::Woken::cancelled || self->leaving) break;
  }
}

BgpTransport::BgpTransport(const runtime::Executor& executor, const runtime::Clock& clock,
                           runtime::Logger& logger, Settings settings, Tell tell)
    : state_(std::make_shared<State>(executor, clock, logger, settings, std::move(tell))) {}

BgpTransport::~BgpTransport() = default;

void BgpTransport::dial(const peering::Dial& dial) {
  const auto connection = state_->add(dial.id, dial.path, BgpConnection::Socket(state_->executor));
  state_->tasks.spawn("bgp dial", State::dial(state_, connection));
}

void BgpTransport::close(ConnectionId id) {
  const auto found = state_->connections.find(id);
  if (found != state_->connections.end()) found->second->close();
}

void BgpTransport::send(const peering::SendBytes& send) {
  const auto found = state_->connections.find(send.id);
  if (found != state_->connections.end()) found->second->send(send.bytes);
}

void BgpTransport::listen(const peering::Listen& listen) {
  state_->callers = listen.from;
  if (!std::exchange(state_->listening, true))
    state_->tasks.spawn("bgp listen", State::keep_listening(state_));
  else
    state_->relisten.ring();
}

Task<> BgpTransport::leave() {
  state_->leaving = true;
  state_->callers.clear();
  state_->reopen_listeners();
  state_->relisten.ring();
  if (state_->addresses) state_->addresses->close();
  for (const auto& [id, connection] : state_->connections)
    connection->close();
  co_await state_->tasks.leave();
}

}  // namespace herald::speaker::io
