#include "speaker/io/bfd_port.h"

#include "runtime/post.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"
#include "speaker/io/bfd_socket.h"
#include "speaker/io/bgp_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <netinet/in.h>
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

constexpr Duration kPauseAfterRefusal = std::chrono::seconds(10);
constexpr int kBatch = 32;
constexpr std::size_t kLargest = 512;

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
  using Socket = asio::posix::stream_descriptor;
  struct Listener {
    net::Family family;
    bool multihop;
    std::shared_ptr<Socket> socket;
  };
  using Sender = std::tuple<net::IpAddress, std::string, std::optional<net::IpAddress>>;

  State(const runtime::Executor& loop, const runtime::Clock& time, runtime::Logger& logger, Tell whom)
      : executor(loop), clock(time), tell(std::move(whom)), asked(loop, time), tasks(loop, time, logger) {}

  std::string open_missing();
  [[nodiscard]] bool listens(net::Family family, bool multihop) const;
  static Task<> keep_listening(std::shared_ptr<State> self);
  static Task<> receive(std::shared_ptr<State> self, std::shared_ptr<Socket> socket, bool multihop);

  runtime::Executor executor;
  const runtime::Clock& clock;
  Tell tell;
  peering::WatchBfd wanted;
  std::vector<Listener> listeners;
  std::map<Sender, Descriptor> senders;
  std::uint16_t next_port = kFirstBfdSourcePort;
  runtime::Wakeup asked;
  bool listening = false;  // keep_listening() runs
  bool leaving = false;
  runtime::TaskGroup tasks;
};

bool BfdPort::State::listens(net::Family family, bool multihop) const {
  return std::ranges::any_of(listeners, [&](const Listener& listener) {
    return listener.family == family && listener.multihop == multihop;
  });
}

// Says why something cannot be had; nothing when all can.
std::string BfdPort::State::open_missing() {
  std::string refusal;
  for (const bool multihop : {false, true}) {
    if (!(multihop ? wanted.multihop : wanted.single_hop)) continue;
    for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
      if (listens(family, multihop)) continue;
      auto opened = listening_bfd_socket(family, multihop ? kBfdMultihopPort : kBfdSingleHopPort);
      if (!opened) {
        refusal = std::move(opened).error();
        continue;
      }
      if (!opened->valid()) continue;
      const auto socket = std::make_shared<Socket>(executor, opened->release());
      listeners.push_back({family, multihop, socket});
      tasks.spawn("bfd receive", receive(shared_from_this(), socket, multihop));
    }
  }
  return refusal;
}

// Tries again while a port is taken: whoever has it may go.
Task<> BfdPort::State::keep_listening(std::shared_ptr<State> self) {
  co_await runtime::yield_turn();  // nothing is told from inside watch()
  std::string told;
  while (!self->leaving) {
    const std::string refusal = self->open_missing();
    if (refusal != told) self->tell(peering::ListenFailed{bgp_report::Listening::bfd, told = refusal});
    const Instant again = refusal.empty() ? kNever : self->clock.now() + kPauseAfterRefusal;
    const runtime::Woken woken = co_await self->asked.sleep_until(again);
    if (woken == runtime::Woken::cancelled) co_return;
  }
}

Task<> BfdPort::State::receive(std::shared_ptr<State> self, std::shared_ptr<Socket> socket, bool multihop) {
  constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
  for (;;) {
    const auto [error] = co_await socket->async_wait(Socket::wait_read, kAwait);
    if (error || !socket->is_open()) co_return;
    for (int i = 0; i < kBatch; ++i) {
      auto received = receive_one(socket->native_handle(), multihop);
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
  state_->wanted = ports;
  if (!std::exchange(state_->listening, true))
    state_->tasks.spawn("bfd listen", State::keep_listening(state_));
  else
    state_->asked.ring();
}

void BfdPort::hear_waiting(const std::function<void(peering::BfdReceived)>& hear) {
  for (const State::Listener& listener : state_->listeners) {
    for (int i = 0; i < kBatch && listener.socket->is_open(); ++i) {
      auto received = receive_one(listener.socket->native_handle(), listener.multihop);
      if (!received) break;
      hear(*std::move(received));
    }
  }
}

// A socket that does not send is made anew for the next packet: its device may have come back as another one.
// Only a full queue is nothing that another socket would mend.
void BfdPort::send(const peering::SendBfd& packet) {
  const State::Sender sender(packet.to, packet.path.interface, packet.path.source);
  auto found = state_->senders.find(sender);
  if (found == state_->senders.end()) {
    auto socket = sending_bfd_socket(packet.to.family(), packet.path, state_->next_port);
    if (!socket) return;
    found = state_->senders.emplace(sender, *std::move(socket)).first;
  }
  const std::uint16_t port = packet.multihop ? kBfdMultihopPort : kBfdSingleHopPort;
  const SystemAddress to = to_system(packet.to, port, packet.path.interface);
  const ssize_t sent = ::sendto(found->second.number(), packet.packet.data(), packet.packet.size(),
                                MSG_NOSIGNAL, to.data(), to.size);
  if (sent < 0 && errno != EAGAIN && errno != ENOBUFS) state_->senders.erase(found);
}

Task<> BfdPort::leave() {
  state_->leaving = true;
  state_->asked.ring();
  for (const State::Listener& listener : state_->listeners) {
    boost::system::error_code ignored;
    listener.socket->close(ignored);
  }
  co_await state_->tasks.leave();
}

}  // namespace herald::speaker::io
