#include "speaker/io/ring_port.h"

#include "runtime/post.h"
#include "speaker/io/descriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;
namespace {

constexpr int kBatch = 32;
// More than any message of this release has; a later one may have more.
constexpr std::size_t kLargest = 2048;
// What a whole cluster may send us while we are busy elsewhere.
constexpr int kReceiveBuffer = 1 << 20;
// Network control (RFC 4594 section 3.1): a full link must not make nodes look dead.
constexpr int kTrafficClass = IPTOS_CLASS_CS6;

struct SystemAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

SystemAddress to_system(net::IpAddress address, std::uint16_t port) {
  SystemAddress made;
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(made.storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, bytes.data(), sizeof(v4.sin_addr));
    made.size = sizeof(v4);
  } else {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(made.storage);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data(), sizeof(v6.sin6_addr));
    made.size = sizeof(v6);
  }
  return made;
}

std::pair<net::IpAddress, std::uint16_t> from_system(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
    return {net::IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ntohs(v4.sin_port)};
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
  return {net::IpAddress::from_bytes(v6.sin6_addr.s6_addr).value_or(net::IpAddress::v6(0)),
          ntohs(v6.sin6_port)};
}

void set(int socket, int level, int option, int value) {
  // These improve matters where they are allowed; none is needed.
  static_cast<void>(::setsockopt(socket, level, option, &value, sizeof(value)));
}

void configure(int socket, net::Family family) {
  set(socket, SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
  set(socket, SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer);
  if (family == net::Family::ipv4) {
    set(socket, IPPROTO_IP, IP_TOS, kTrafficClass);
    set(socket, IPPROTO_IP, IP_FREEBIND, 1);  // the node's address may come a little after us
  } else {
    set(socket, IPPROTO_IPV6, IPV6_TCLASS, kTrafficClass);
    set(socket, IPPROTO_IPV6, IPV6_FREEBIND, 1);
    set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
  }
}

Result<Descriptor, std::string> bind_socket(net::IpAddress address, std::uint16_t port) {
  const int family = address.is_v4() ? AF_INET : AF_INET6;
  Descriptor socket(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const SystemAddress local = to_system(address, port);
  if (socket.valid()) {
    configure(socket.number(), address.family());
    if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&local.storage), local.size) == 0)
      return socket;
  }
  const int error = errno;
  std::string text = "cannot listen on UDP port " + std::to_string(port) + " of " + address.to_string() +
                     ": " + std::strerror(error);
  if (error == EADDRINUSE) text += "; does another speaker run on this node?";
  return fail(std::move(text));
}

std::uint16_t port_of(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  return from_system(storage).second;
}

}  // namespace

DatagramKind kind_of(std::span<const std::uint8_t> datagram) {
  return !datagram.empty() && datagram[0] >> 5 == 1 ? DatagramKind::bfd : DatagramKind::message;
}

// The socket of one family, and the buffers for a batch.
class RingPort::Side {
 public:
  Side(const runtime::Executor& executor, Descriptor socket, OnDatagram on_datagram)
      : descriptor_(executor, socket.release()), on_datagram_(std::move(on_datagram)) {
    for (std::size_t i = 0; i < kBatch; ++i) {
      pieces_[i] = {buffers_[i].data(), kLargest};
      headers_[i].msg_hdr.msg_name = &senders_[i];
      headers_[i].msg_hdr.msg_iov = &pieces_[i];
      headers_[i].msg_hdr.msg_iovlen = 1;
    }
  }

  int receive(int limit) {
    int handled = 0;
    while (handled < limit) {
      const int count = receive_batch(std::min(kBatch, limit - handled));
      handled += count;
      if (count == 0) break;
    }
    return handled;
  }

  void send(const SystemAddress& to, std::span<const std::uint8_t> datagram) {
    const ssize_t sent = ::sendto(descriptor_.native_handle(), datagram.data(), datagram.size(), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr*>(&to.storage), to.size);
    ++(sent < 0 ? counters_.unsent : counters_.sent);
  }

  [[nodiscard]] int socket() { return descriptor_.native_handle(); }
  [[nodiscard]] asio::posix::stream_descriptor& descriptor() { return descriptor_; }
  [[nodiscard]] const RingPortCounters& counters() const { return counters_; }

 private:
  int receive_batch(int limit) {
    for (mmsghdr& header : headers_)
      header.msg_hdr.msg_namelen = sizeof(sockaddr_storage);
    const int count = ::recvmmsg(descriptor_.native_handle(), headers_.data(), static_cast<unsigned>(limit),
                                 MSG_DONTWAIT, nullptr);
    for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(count); ++i)
      deliver(headers_[i], i);
    return std::max(count, 0);
  }

  void deliver(const mmsghdr& header, std::size_t i) {
    ++counters_.received;
    if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0) ++counters_.oversized;
    if ((header.msg_hdr.msg_flags & MSG_TRUNC) != 0 || header.msg_len == 0) return;
    const auto [from, port] = from_system(senders_[i]);
    const std::span<const std::uint8_t> bytes(buffers_[i].data(), header.msg_len);
    on_datagram_({kind_of(bytes), from, port, bytes});
  }

  asio::posix::stream_descriptor descriptor_;
  OnDatagram on_datagram_;
  RingPortCounters counters_;
  std::array<std::array<std::uint8_t, kLargest>, kBatch>
      buffers_;  // not cleared: what no burst needed takes no memory
  std::array<sockaddr_storage, kBatch> senders_{};
  std::array<iovec, kBatch> pieces_{};
  std::array<mmsghdr, kBatch> headers_{};
};

RingPort::RingPort(std::unique_ptr<Side> v4, std::unique_ptr<Side> v6)
    : v4_(std::move(v4)), v6_(std::move(v6)) {}
RingPort::~RingPort() = default;

Result<std::unique_ptr<RingPort>, std::string> RingPort::open(const runtime::Executor& executor,
                                                              const RingPortSettings& settings,
                                                              OnDatagram on_datagram) {
  std::unique_ptr<Side> v4;
  std::unique_ptr<Side> v6;
  std::uint16_t port = settings.port;
  if (settings.v4) {
    auto socket = bind_socket(*settings.v4, port);
    if (!socket) return fail(std::move(socket).error());
    port = port_of(socket->number());
    v4 = std::make_unique<Side>(executor, *std::move(socket), on_datagram);
  }
  if (settings.v6) {
    auto socket = bind_socket(*settings.v6, port);
    if (!socket) return fail(std::move(socket).error());
    v6 = std::make_unique<Side>(executor, *std::move(socket), std::move(on_datagram));
  }
  return std::unique_ptr<RingPort>(new RingPort(std::move(v4), std::move(v6)));
}

int RingPort::receive(int limit) {
  return (v4_ ? v4_->receive(limit) : 0) + (v6_ ? v6_->receive(limit) : 0);
}

namespace {

// `side` outlives the task, as its port does.
template <class Side>
runtime::Task<> serve(Side* side) {
  if (side == nullptr) co_return;
  for (;;) {
    const auto [error] = co_await side->descriptor().async_wait(asio::posix::descriptor_base::wait_read,
                                                                asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    while (side->receive(kBatch) == kBatch)
      co_await runtime::yield_turn();
  }
}

}  // namespace

runtime::Task<> RingPort::run_v4() {
  return serve(v4_.get());
}

runtime::Task<> RingPort::run_v6() {
  return serve(v6_.get());
}

void RingPort::send(net::IpAddress to, std::uint16_t port, std::span<const std::uint8_t> datagram) {
  Side* const side = to.is_v4() ? v4_.get() : v6_.get();
  if (side != nullptr) side->send(to_system(to, port), datagram);
}

std::uint16_t RingPort::port() const {
  Side* const side = v4_ ? v4_.get() : v6_.get();
  return side == nullptr ? 0 : port_of(side->socket());
}

RingPortCounters RingPort::counters() const {
  RingPortCounters sum;
  for (const Side* side : {v4_.get(), v6_.get()}) {
    if (side == nullptr) continue;
    sum.received += side->counters().received;
    sum.oversized += side->counters().oversized;
    sum.sent += side->counters().sent;
    sum.unsent += side->counters().unsent;
  }
  return sum;
}

}  // namespace herald::speaker::io
