#include "speaker/io/bgp_connection.h"

#include "speaker/io/bgp_socket.h"
#include "speaker/io/local_addresses.h"

#include <array>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;
namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr Duration kFarewell = std::chrono::seconds(2);
constexpr std::size_t kPiece = 16'384;

std::string words_of(const boost::system::error_code& error, const bgp_order::Path& path) {
  if (error == asio::error::eof) return "by the peer, without a NOTIFICATION";
  return explain(error.value(), path);
}

}  // namespace

BgpConnection::BgpConnection(bgp::ConnectionId id, bgp_order::Path path, Socket socket,
                             const runtime::Clock& clock, BgpTransport::Tell tell)
    : id_(id),
      path_(std::move(path)),
      socket_(std::move(socket)),
      clock_(clock),
      tell_(std::move(tell)),
      news_(socket_.get_executor(), clock),
      farewell_(clock.make_timer(socket_.get_executor())) {}

runtime::Task<BgpConnection::Dialed> BgpConnection::connect(std::shared_ptr<BgpConnection> self) {
  if (self->closing_) co_return Dialed::failed;
  auto opened = dialing_socket(self->path_);
  if (!opened) {
    self->fail(std::move(opened).error());
    co_return Dialed::failed;
  }
  const SystemAddress to = to_system(*self->path_.address, self->path_.port, self->path_.interface);
  const asio::generic::stream_protocol protocol(to.storage.ss_family, 0);
  self->socket_.assign(protocol, opened->release());
  const asio::generic::stream_protocol::endpoint endpoint(to.data(), to.size, 0);
  const auto [error] = co_await self->socket_.async_connect(endpoint, kAwait);
  if (error || self->closing_) {
    self->fail(explain(error.value(), self->path_));
    co_return Dialed::failed;
  }
  self->become_connected(local_addresses(self->native()));
  self->tell_(peering::TransportUp{self->id_, self->local_});
  co_return Dialed::connected;
}

// Once the brain has closed, what still comes is thrown away: left unread, it would turn our close into a
// reset that may overtake our last words.
runtime::Task<> BgpConnection::read(std::shared_ptr<BgpConnection> self) {
  std::array<std::uint8_t, kPiece> piece;
  for (;;) {
    const auto buffer = asio::buffer(piece.data(), piece.size());
    const auto [error, size] = co_await self->socket_.async_read_some(buffer, kAwait);
    if (!error && !self->closing_)
      self->tell_(peering::BytesReceived{self->id_, {piece.data(), piece.data() + size}});
    if (!error) continue;
    if (!self->closing_) self->tell_(peering::TransportClosed{self->id_, words_of(error, self->path_)});
    break;
  }
  self->end();
}

// An error ends the writer only: the reader sees it too, behind what the peer may still have said.
runtime::Task<> BgpConnection::write(std::shared_ptr<BgpConnection> self) {
  std::vector<std::uint8_t> sending;
  while (!self->ended_) {
    sending.clear();
    std::swap(sending, self->queue_);
    for (std::size_t done = 0; done < sending.size();) {
      const auto rest = asio::buffer(sending.data() + done, sending.size() - done);
      const auto [error, size] = co_await self->socket_.async_write_some(rest, kAwait);
      if (error) co_return;
      done += size;
      if (!self->closing_) self->tell_(peering::BytesSent{self->id_, size});
    }
    if (!self->queue_.empty()) continue;
    if (self->closing_) break;
    const runtime::Woken woken = co_await self->news_.sleep_until(kNever);
    if (woken == runtime::Woken::cancelled) co_return;
  }
  boost::system::error_code ignored;
  if (!self->ended_) self->socket_.shutdown(Socket::shutdown_send, ignored);
}

void BgpConnection::become_connected(const bgp::LocalAddresses& local) {
  connected_ = true;
  local_ = local;
}

void BgpConnection::see_local(const bgp::LocalAddresses& local) {
  if (!is_open() || local == local_) return;
  local_ = local;
  tell_(peering::LocalChanged{id_, local});
}

void BgpConnection::send(const std::vector<std::uint8_t>& bytes) {
  if (closing_) return;
  queue_.insert(queue_.end(), bytes.begin(), bytes.end());
  news_.ring();
}

void BgpConnection::close() {
  if (std::exchange(closing_, true)) return;
  if (!connected_) return end();
  farewell_->arm(clock_.now() + kFarewell, [this] { end(); });
  news_.ring();
}

void BgpConnection::fail(std::string why) {
  if (!closing_) tell_(peering::TransportFailed{id_, std::move(why)});
  end();
}

void BgpConnection::end() {
  ended_ = true;
  closing_ = true;
  farewell_->disarm();
  boost::system::error_code ignored;
  socket_.close(ignored);
  news_.ring();
}

}  // namespace herald::speaker::io
