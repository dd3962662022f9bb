// Plain and TLS streams from one template, instantiated here and nowhere else: this is the file whose
// compilation costs something.
#include "runtime/socket_stream.h"

#include "runtime/tls_context.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <type_traits>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace herald::runtime {
namespace asio = boost::asio;
namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
using TlsLayer = asio::ssl::stream<StreamSocket>;
using asio::ssl::stream_base;

// Closes the stream when its time is over; dropped when the operation is done.
class Deadline {
 public:
  Deadline(Timer& timer, Instant at, std::function<void()> expire) : timer_(timer) {
    timer_.arm(at, std::move(expire));
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() { timer_.disarm(); }

 private:
  Timer& timer_;
};

bool is_orderly_end(const boost::system::error_code& error) {
  // Many peers close TCP without TLS's own goodbye; HTTP's framing tells whether something is missing.
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

template <class Layer>
class SocketStream final : public ByteStream {
 public:
  static constexpr bool kTls = std::is_same_v<Layer, TlsLayer>;

  template <class... More>
  SocketStream(const Clock& clock, TlsContextPtr context, stream_base::handshake_type role,
               StreamSocket socket, More&... more)
      : context_(std::move(context)),
        layer_(std::move(socket), more...),
        role_(role),
        peer_(SocketAddress::of_peer(tcp().native_handle())),
        read_timer_(clock.make_timer(tcp().get_executor())),
        write_timer_(clock.make_timer(tcp().get_executor())) {
    // Small answers must not wait for the acknowledgement of earlier ones. Unix sockets refuse this, rightly.
    const int on = 1;
    static_cast<void>(::setsockopt(tcp().native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)));
  }

  Layer& layer() { return layer_; }

  Task<StreamResult<void>> handshake(Instant deadline) override {
    if constexpr (kTls) {
      const Deadline guard(*write_timer_, deadline, [this] { time_out(); });
      const auto [error] = co_await layer_.async_handshake(role_, kAwait);
      co_return outcome(error);
    } else {
      co_return StreamResult<void>();
    }
  }

  Task<StreamResult<std::size_t>> read_some(std::span<char> into, Instant deadline) override {
    // Asked again after the end, a socket may never answer: the reactor waits for news, and there will be
    // none.
    if (input_over_) co_return std::size_t{0};
    const Deadline guard(*read_timer_, deadline, [this] { time_out(); });
    const auto buffer = asio::buffer(into.data(), into.size());
    const auto [error, size] = co_await layer_.async_read_some(buffer, kAwait);
    if (!error) co_return size;
    StreamFailure failure = judge(error);
    goodbye_came_ = error == asio::error::eof;
    end_input();
    if (is_orderly_end(error)) co_return std::size_t{0};
    co_return fail(std::move(failure));
  }

  Task<StreamResult<void>> write_all(std::string_view data, Instant deadline) override {
    const Deadline guard(*write_timer_, deadline, [this] { time_out(); });
    const auto buffer = asio::buffer(data.data(), data.size());
    const auto [error, size] = co_await asio::async_write(layer_, buffer, kAwait);
    static_cast<void>(size);
    co_return outcome(error);
  }

  Task<StreamResult<void>> finish(Instant deadline) override {
    boost::system::error_code error;
    if constexpr (kTls) {
      if (input_over_ && !goodbye_came_) {
        end_output();
        co_return StreamResult<void>();
      }
      finishing_ = true;
      const Deadline guard(*write_timer_, deadline, [this] { time_out(); });
      const auto [shut] = co_await layer_.async_shutdown(kAwait);
      error = input_over_ || is_orderly_end(shut) ? boost::system::error_code() : shut;
    }
    end_output();
    co_return outcome(error);
  }

  void close() override {
    boost::system::error_code ignored;
    tcp().close(ignored);
  }

  [[nodiscard]] const SocketAddress& peer() const override { return peer_; }

 private:
  StreamSocket& tcp() {
    if constexpr (kTls) {
      return layer_.next_layer();
    } else {
      return layer_;
    }
  }

  void end_output() {
    boost::system::error_code ignored;
    tcp().shutdown(StreamSocket::shutdown_send, ignored);
  }

  // A finish() under way waits for the other side's goodbye, which came or never will.
  void end_input() {
    input_over_ = true;
    if (finishing_) close();
  }

  void time_out() {
    timed_out_ = true;
    close();
  }

  StreamFailure judge(const boost::system::error_code& error) const {
    if (timed_out_) return {StreamFailure::Kind::timed_out, "the time allowed was over"};
    return explain(error);
  }

  StreamResult<void> outcome(const boost::system::error_code& error) const {
    if (!error) return {};
    return fail(judge(error));
  }

  TlsContextPtr context_;  // the settings live as long as the last connection that uses them
  Layer layer_;
  stream_base::handshake_type role_;
  SocketAddress peer_;
  std::unique_ptr<Timer> read_timer_;
  std::unique_ptr<Timer> write_timer_;
  bool timed_out_ = false;
  bool input_over_ = false;
  bool goodbye_came_ = false;  // TLS: the input ended as it should
  bool finishing_ = false;
};

// SNI carries names only, never addresses (RFC 6066 section 3).
void expect_server(TlsLayer& layer, const TlsContext& context, const std::string& server_name) {
  boost::system::error_code not_an_address;
  asio::ip::make_address(server_name, not_an_address);
  if (not_an_address) SSL_set_tlsext_host_name(layer.native_handle(), server_name.c_str());
  if (context.verifies_peer) layer.set_verify_callback(asio::ssl::host_name_verification(server_name));
}

std::unique_ptr<SocketStream<TlsLayer>> make_tls_stream(StreamSocket socket, const Clock& clock,
                                                        const TlsContextPtr& context,
                                                        stream_base::handshake_type role) {
  return std::make_unique<SocketStream<TlsLayer>>(clock, context, role, std::move(socket), context->context);
}

}  // namespace

StreamFailure explain(const boost::system::error_code& error) {
  using Kind = StreamFailure::Kind;
  const std::string what = error.message();
  if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor)
    return {Kind::closed, what};
  if (error == asio::error::eof || error == asio::error::connection_reset ||
      error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated) {
    return {Kind::gone, what};
  }
  if (error.category() == asio::error::get_ssl_category() ||
      error.category() == asio::ssl::error::get_stream_category()) {
    return {Kind::tls, what};
  }
  return {Kind::failed, what};
}

ByteStreamPtr make_plain_stream(StreamSocket socket, const Clock& clock) {
  return std::make_unique<SocketStream<StreamSocket>>(clock, nullptr, stream_base::client, std::move(socket));
}

StreamSocket take_socket(ByteStreamPtr plain) {
  return std::move(static_cast<SocketStream<StreamSocket>&>(*plain).layer());
}

ByteStreamPtr make_tls_server_stream(StreamSocket socket, const Clock& clock, TlsContextPtr context) {
  return make_tls_stream(std::move(socket), clock, context, stream_base::server);
}

ByteStreamPtr make_tls_client_stream(StreamSocket socket, const Clock& clock, TlsContextPtr context,
                                     const std::string& server_name) {
  auto stream = make_tls_stream(std::move(socket), clock, context, stream_base::client);
  expect_server(stream->layer(), *context, server_name);
  return stream;
}

}  // namespace herald::runtime
