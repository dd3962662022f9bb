#include "runtime/listener.h"

#include "runtime/socket_stream.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::runtime {
namespace asio = boost::asio;
namespace {

using Protocol = asio::generic::stream_protocol;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

auto system_failure(const SocketAddress& address, const char* doing) {
  return fail("cannot " + std::string(doing) + " " + address.to_string() + ": " + std::strerror(errno));
}

void set_option(int socket, int level, int option, int value) {
  static_cast<void>(::setsockopt(socket, level, option, &value, sizeof(value)));
}

// A Unix socket whose program died stays in the file system and refuses connections; only such a one is
// removed.
void remove_abandoned(const SocketAddress& address) {
  struct ::stat info{};
  const std::string path = address.unix_path();
  if (::lstat(path.c_str(), &info) != 0 || !S_ISSOCK(info.st_mode)) return;
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (::connect(probe.get(), address.data(), address.size()) != 0 && errno == ECONNREFUSED)
    ::unlink(path.c_str());
}

void prepare(int socket, const SocketAddress& address) {
  set_option(socket, SOL_SOCKET, SO_REUSEADDR, 1);
  if (address.family() == AF_INET6)
    set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, address.is_any_v6() ? 0 : 1);
  if (address.family() == AF_UNIX) remove_abandoned(address);
}

Result<int, std::string> listening_socket(const SocketAddress& address) {
  Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.get() < 0) return system_failure(address, "open a socket for");
  prepare(socket.get(), address);
  if (::bind(socket.get(), address.data(), address.size()) != 0) return system_failure(address, "bind");
  if (address.family() == AF_UNIX) ::chmod(address.unix_path().c_str(), S_IRUSR | S_IWUSR);
  if (::listen(socket.get(), SOMAXCONN) != 0) return system_failure(address, "listen on");
  return socket.release();
}

// A kernel without IPv6 still has "every address".
SocketAddress without_ipv6(const SocketAddress& address) {
  const std::string text = address.to_string();
  return *SocketAddress::parse("0.0.0.0" + text.substr(text.rfind(':')));
}

}  // namespace

struct Listener::State {
  State(const Executor& executor, const Clock& its_clock) : acceptor(executor), clock(its_clock) {}

  asio::basic_socket_acceptor<Protocol> acceptor;
  const Clock& clock;
  SocketAddress address;
};

Listener::Listener(std::unique_ptr<State> state) : state_(std::move(state)) {}

Listener::~Listener() {
  close();
}

Result<std::unique_ptr<Listener>, std::string> Listener::open(const Executor& executor, const Clock& clock,
                                                              const SocketAddress& address) {
  auto socket = listening_socket(address);
  if (!socket && address.is_any_v6() && errno == EAFNOSUPPORT)
    socket = listening_socket(without_ipv6(address));
  if (!socket) return fail(std::move(socket).error());
  auto state = std::make_unique<State>(executor, clock);
  state->address = SocketAddress::of_socket(*socket);
  boost::system::error_code error;
  state->acceptor.assign(Protocol(address.family(), 0), *socket, error);
  if (error) {
    ::close(*socket);
    return fail("cannot use " + address.to_string() + ": " + error.message());
  }
  return std::unique_ptr<Listener>(new Listener(std::move(state)));
}

const SocketAddress& Listener::address() const {
  return state_->address;
}

Task<StreamResult<ByteStreamPtr>> Listener::accept(std::shared_ptr<TlsIdentity> identity) {
  auto [error, socket] = co_await state_->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
  if (error) co_return fail(explain(error));
  if (!identity) co_return make_plain_stream(std::move(socket), state_->clock);
  co_return make_tls_server_stream(std::move(socket), state_->clock, identity->current());
}

void Listener::close() {
  if (!state_->acceptor.is_open()) return;
  boost::system::error_code ignored;
  state_->acceptor.close(ignored);
  const std::string path = state_->address.unix_path();
  if (!path.empty()) ::unlink(path.c_str());
}

}  // namespace herald::runtime
