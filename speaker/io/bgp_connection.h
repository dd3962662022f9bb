// One TCP connection of the BGP transport: its socket, its queue, and the two coroutines that move bytes.
// Used by bgp_transport.cpp only.
#pragma once

#include "runtime/clock.h"
#include "runtime/task.h"
#include "runtime/wakeup.h"
#include "speaker/io/bgp_transport.h"

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/generic/stream_protocol.hpp>

namespace herald::speaker::io {

class BgpConnection {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;

  BgpConnection(bgp::ConnectionId id, bgp_order::Path path, Socket socket, const runtime::Clock& clock,
                BgpTransport::Tell tell);

  [[nodiscard]] bgp::ConnectionId id() const { return id_; }

  // For one that dials: whether it is connected now. It has been told why not.
  enum class Dialed : std::uint8_t { connected, failed };
  [[nodiscard]] static runtime::Task<Dialed> connect(std::shared_ptr<BgpConnection> self);

  // The two coroutines of a connected one. The owner starts both, and forgets it when read() ends.
  [[nodiscard]] static runtime::Task<> read(std::shared_ptr<BgpConnection> self);
  [[nodiscard]] static runtime::Task<> write(std::shared_ptr<BgpConnection> self);

  void send(const std::vector<std::uint8_t>& bytes);
  void close();

  [[nodiscard]] int native() { return socket_.native_handle(); }
  [[nodiscard]] bool is_open() const { return connected_ && !closing_; }
  void become_connected(const bgp::LocalAddresses& local);
  // Tells it, if it is news.
  void see_local(const bgp::LocalAddresses& local);

 private:
  void fail(std::string why);
  void end();

  bgp::ConnectionId id_;
  bgp_order::Path path_;
  Socket socket_;
  const runtime::Clock& clock_;
  BgpTransport::Tell tell_;
  runtime::Wakeup news_;  // for the writer: something to send, or the end
  std::unique_ptr<runtime::Timer> farewell_;
  std::vector<std::uint8_t> queue_;
  bgp::LocalAddresses local_;  // as told
  bool connected_ = false;
  bool closing_ = false;  // the brain has no further interest
  bool ended_ = false;
};

}  // namespace herald::speaker::io
