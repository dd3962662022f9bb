#include "speaker/io/bfd_port.h"

#include "runtime/post.h"
#include "runtime/task_group.h"
#include "speaker/io/bgp_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;

using runtime::Task;

namespace {

constexpr std::uint16_t kFirstSourcePort = 49152;  // RFC 5881 section 4
constexpr std::uint16_t kLastSourcePort = 65535;
constexpr int kGreatestTtl = 255;
constexpr int kBatch = 32;
constexpr std::size_t kLargest = 512;

bool set(int socket, int level, int option, int value) {
  return ::setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

Descriptor udp_socket(net::Family family) {
  const bool v4 = family == net::Family::ipv4;
  Descriptor socket(::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!v4) set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS, kGreatestTtl);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, IPTOS_CLASS_CS6);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVTTL : IPV6_RECVHOPLIMIT, 1);
  return socket;
}

bool bind_to(const Descriptor& socket, const SystemAddress& address) {
  return ::bind(socket.number(), address.data(), address.size) == 0;
}

// A port of its own for each session, which it keeps (RFC 5881 section 4).
Descriptor sending_socket(const peering::SendBfd& packet, std::uint16_t& next_port) {
  Descriptor socket = udp_socket(packet.to.family());
  const std::string& device = packet.path.interface;
  if (!device.empty())
    ::setsockopt(socket.number(), SOL_SOCKET, SO_BINDTODEVICE, device.data(),
                 static_cast<socklen_t>(device.size()));
  const auto own = packet.path.source.value_or(net::IpAddress::lowest(packet.to.family()));
  for (int tries = 0; tries < kLastSourcePort - kFirstSourcePort; ++tries) {
    const std::uint16_t port = next_port;
    next_port = port == kLastSourcePort ? kFirstSourcePort : static_cast<std::uint16_t>(port + 1);
    if (bind_to(socket, to_system(own, port, device))) return socket;
    if (errno != EADDRINUSE) break;
  }
  return socket;
}

// -1 when the kernel did not say.
int ttl_of(const msghdr& header) {
  auto& message = const_cast<msghdr&>(header);  // CMSG_NXTHDR wants it so
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    const bool v4 = part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL;
    const bool v6 = part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_HOPLIMIT;
    int ttl = -1;
    if (v4 || v6) std::memcpy(&ttl, CMSG_DATA(part), sizeof(ttl));
    if (ttl >= 0) return ttl;
  }
  return -1;
}

std::optional<peering::BfdReceived> receive_one(int socket, bool multihop) {
  std::array<std::uint8_t, kLargest> bytes;
  alignas(cmsghdr) std::array<std::uint8_t, 128> control;
  sockaddr_storage from{};
  iovec piece{bytes.data(), bytes.size()};
  msghdr header{};
  header.msg_name = &from;
  header.msg_namelen = sizeof(from);
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(socket, &header, MSG_DONTWAIT);
  if (size < 0) return std::nullopt;
  const Endpoint sender = from_system(from);
  return peering::BfdReceived{.from = sender.address,
                              .interface = sender.interface,
                              .multihop = multihop,
                              .ttl = ttl_of(header),
                              .packet = {bytes.data(), bytes.data() + size}};
}

}  // namespace

struct BfdPort::State : std::enable_shared_from_this<State> {
  using Descriptors = std::vector<std::shared_ptr<asio::posix::stream_descriptor>>;
  using Sender = std::tuple<net::IpAddress, std::string, std::optional<net::IpAddress>>;

  State(const runtime::Executor& loop, const runtime::Clock& clock, runtime::Logger& logger, Tell whom)
      : executor(loop), tell(std::move(whom)), tasks(loop, clock, logger) {}

  void open(bool multihop, Descriptors& into);
  static Task<> receive(std::shared_ptr<State> self, std::shared_ptr<asio::posix::stream_descriptor> socket,
                        bool multihop);

  runtime::Executor executor;
  Tell tell;
  Descriptors single_hop;
  Descriptors multihop;
  std::map<Sender, Descriptor> senders;
  std::uint16_t next_port = kFirstSourcePort;
  runtime::TaskGroup tasks;
};

void BfdPort::State::open(bool multihop_port, Descriptors& into) {
  const std::uint16_t port = multihop_port ? kBfdMultihopPort : kBfdSingleHopPort;
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    Descriptor socket = udp_socket(family);
    if (!socket.valid()) continue;  // a node without this family has no such peers
    if (!bind_to(socket, to_system(net::IpAddress::lowest(family), port, ""))) {
      const std::string why = "cannot listen on UDP port " + std::to_string(port) +
                              " for BFD: " + std::strerror(errno) +
                              "; does another BFD daemon run on this node?";
      runtime::post(executor, [self = shared_from_this(), why] { self->tell(peering::ListenFailed{why}); });
      continue;
    }
    into.push_back(std::make_shared<asio::posix::stream_descriptor>(executor, socket.release()));
    tasks.spawn("bfd receive", receive(shared_from_this(), into.back(), multihop_port));
  }
}

Task<> BfdPort::State::receive(std::shared_ptr<State> self,
                               std::shared_ptr<asio::posix::stream_descriptor> socket, bool multihop_port) {
  constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
  for (;;) {
    const auto [error] = co_await socket->async_wait(asio::posix::stream_descriptor::wait_read, kAwait);
    if (error || !socket->is_open()) co_return;
    for (int i = 0; i < kBatch; ++i) {
      auto received = receive_one(socket->native_handle(), multihop_port);
      if (!received) break;
      self->tell(*std::move(received));
    }
  }
}

BfdPort::BfdPort(const runtime::Executor& executor, const runtime::Clock& clock, runtime::Logger& logger,
                 Tell tell)
    : state_(std::make_shared<State>(executor, clock, logger, std::move(tell))) {}

BfdPort::~BfdPort() = default;

void BfdPort::watch(const peering::WatchBfd& ports) {
  if (ports.single_hop && state_->single_hop.empty()) state_->open(false, state_->single_hop);
  if (ports.multihop && state_->multihop.empty()) state_->open(true, state_->multihop);
}

void BfdPort::hear_waiting(const std::function<void(peering::BfdReceived)>& hear) {
  for (const auto* sockets : {&state_->single_hop, &state_->multihop}) {
    for (const auto& socket : *sockets) {
      for (int i = 0; i < kBatch && socket->is_open(); ++i) {
        auto received = receive_one(socket->native_handle(), sockets == &state_->multihop);
        if (!received) break;
        hear(*std::move(received));
      }
    }
  }
}

void BfdPort::send(const peering::SendBfd& packet) {
  const State::Sender sender(packet.to, packet.path.interface, packet.path.source);
  auto found = state_->senders.find(sender);
  if (found == state_->senders.end())
    found = state_->senders.emplace(sender, sending_socket(packet, state_->next_port)).first;
  const std::uint16_t port = packet.multihop ? kBfdMultihopPort : kBfdSingleHopPort;
  const SystemAddress to = to_system(packet.to, port, packet.path.interface);
  static_cast<void>(::sendto(found->second.number(), packet.packet.data(), packet.packet.size(), MSG_NOSIGNAL,
                             to.data(), to.size));
}

Task<> BfdPort::leave() {
  for (auto* sockets : {&state_->single_hop, &state_->multihop}) {
    for (const auto& socket : *sockets) {
      boost::system::error_code ignored;
      socket->close(ignored);
    }
  }
  co_await state_->tasks.leave();
}

}  // namespace herald::speaker::io
