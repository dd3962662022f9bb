// The client's side of byte_stream.h.
#include "runtime/byte_stream.h"
#include "runtime/dead_peer.h"
#include "runtime/socket_stream.h"

#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::runtime {
namespace asio = boost::asio;
namespace {

using Protocol = asio::generic::stream_protocol;

Task<StreamResult<StreamSocket>> connect_socket(SocketAddress address, const Clock& clock, Instant deadline) {
  const auto executor = co_await asio::this_coro::executor;
  StreamSocket socket(executor);
  const auto timer = clock.make_timer(executor);
  bool timed_out = false;
  timer->arm(deadline, [&] {
    timed_out = true;
    boost::system::error_code ignored;
    socket.close(ignored);
  });
  const Protocol::endpoint endpoint(address.data(), address.size(), 0);
  const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
  timer->disarm();
  if (!error) {
    notice_dead_peer(socket.native_handle());
    co_return std::move(socket);
  }
  StreamFailure failure = explain(error);
  if (timed_out) failure = {StreamFailure::Kind::timed_out, "no answer from " + address.to_string()};
  co_return fail(std::move(failure));
}

}  // namespace

Task<StreamResult<ByteStreamPtr>> connect_plain(SocketAddress address, const Clock& clock, Instant deadline) {
  auto socket = co_await connect_socket(address, clock, deadline);
  if (!socket) co_return fail(std::move(socket).error());
  co_return make_plain_stream(*std::move(socket), clock);
}

Task<StreamResult<ByteStreamPtr>> connect_tls(SocketAddress address, const Clock& clock, Instant deadline,
                                              TlsContextPtr context, std::string server_name) {
  auto plain = co_await connect_plain(std::move(address), clock, deadline);
  if (!plain) co_return plain;
  co_return co_await begin_tls(*std::move(plain), clock, deadline, std::move(context),
                               std::move(server_name));
}

Task<StreamResult<ByteStreamPtr>> begin_tls(ByteStreamPtr plain, const Clock& clock, Instant deadline,
                                            TlsContextPtr context, std::string server_name) {
  ByteStreamPtr stream =
      make_tls_client_stream(take_socket(std::move(plain)), clock, std::move(context), server_name);
  auto shaken = co_await stream->handshake(deadline);
  if (!shaken) co_return fail(std::move(shaken).error());
  co_return stream;
}

}  // namespace herald::runtime
