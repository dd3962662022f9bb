#include "speaker/io/router_watch.h"

#include "runtime/post.h"
#include "runtime/task_group.h"
#include "runtime/wakeup.h"
#include "speaker/io/bgp_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;

using runtime::Task;

namespace {

constexpr int kNeverForwarded = 255;
constexpr int kEagerRounds = 5;
constexpr Duration kEagerPause = std::chrono::seconds(1);
constexpr Duration kPause = std::chrono::seconds(10);  // a router that has restarted must find us again
constexpr std::size_t kLargest = 2048;
constexpr int kBatch = 32;

bool set(int socket, int option, int value) {
  return ::setsockopt(socket, IPPROTO_IPV6, option, &value, sizeof(value)) == 0;
}

Descriptor advertisement_socket() {
  Descriptor socket(::socket(AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMPV6));
  if (!socket.valid()) return socket;
  icmp6_filter filter;
  ICMP6_FILTER_SETBLOCKALL(&filter);
  ICMP6_FILTER_SETPASS(ND_ROUTER_ADVERT, &filter);
  ::setsockopt(socket.number(), IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter));
  set(socket.number(), IPV6_RECVHOPLIMIT, 1);
  set(socket.number(), IPV6_MULTICAST_HOPS, kNeverForwarded);
  set(socket.number(), IPV6_MULTICAST_LOOP, 0);  // or we would find ourselves
  return socket;
}

// The kernel fills in the checksum.
template <class Message>
void send_to_group(int socket, const char* group, const std::string& interface, const Message& message) {
  const SystemAddress address = to_system(*net::IpAddress::parse(group), 0, "");
  sockaddr_in6 to{};
  std::memcpy(&to, &address.storage, sizeof(to));
  to.sin6_scope_id = ::if_nametoindex(interface.c_str());
  static_cast<void>(::sendto(socket, &message, sizeof(message), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&to), sizeof(to)));
}

void ask_and_show(int socket, const std::string& interface) {
  nd_router_solicit solicitation{};
  solicitation.nd_rs_type = ND_ROUTER_SOLICIT;
  send_to_group(socket, "ff02::2", interface, solicitation);
  nd_router_advert advertisement{};
  advertisement.nd_ra_type = ND_ROUTER_ADVERT;
  send_to_group(socket, "ff02::1", interface, advertisement);
}

bool came_straight(const msghdr& header) {
  auto& message = const_cast<msghdr&>(header);  // CMSG_NXTHDR wants it so
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != IPPROTO_IPV6 || part->cmsg_type != IPV6_HOPLIMIT) continue;
    int hops = 0;
    std::memcpy(&hops, CMSG_DATA(part), sizeof(hops));
    return hops == kNeverForwarded;
  }
  return false;
}

enum class Read : std::uint8_t { nothing, something };

// `from` is set when it was an advertisement to believe.
Read read_one(int socket, std::optional<Endpoint>& from) {
  from.reset();
  std::array<std::uint8_t, kLargest> bytes;
  alignas(cmsghdr) std::array<std::uint8_t, 128> control;
  sockaddr_storage sender{};
  iovec piece{bytes.data(), bytes.size()};
  msghdr header{};
  header.msg_name = &sender;
  header.msg_namelen = sizeof(sender);
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(socket, &header, MSG_DONTWAIT);
  if (size < 0) return Read::nothing;
  const Endpoint endpoint = from_system(sender);
  const bool whole =
      static_cast<std::size_t>(size) >= sizeof(nd_router_advert) && bytes[0] == ND_ROUTER_ADVERT;
  if (whole && endpoint.address.is_link_local() && came_straight(header)) from = endpoint;
  return Read::something;
}

}  // namespace

struct RouterWatch::State : std::enable_shared_from_this<State> {
  State(const runtime::Executor& loop, const runtime::Clock& time, runtime::Logger& logger, Tell whom)
      : executor(loop), clock(time), tell(std::move(whom)), changed(loop, time), tasks(loop, time, logger) {}

  std::string open();
  [[nodiscard]] int read_batch();
  static Task<> receive(std::shared_ptr<State> self);
  static Task<> ask(std::shared_ptr<State> self);
  void ask_everywhere();

  runtime::Executor executor;
  const runtime::Clock& clock;
  Tell tell;
  std::vector<std::string> interfaces;
  std::unique_ptr<asio::posix::stream_descriptor> socket;
  int eager_rounds = 0;
  bool asking = false;  // ask() runs
  bool leaving = false;
  runtime::Wakeup changed;
  runtime::TaskGroup tasks;
};

// Says why it cannot be had.
std::string RouterWatch::State::open() {
  Descriptor opened = advertisement_socket();
  if (!opened.valid())
    return std::string("no ICMPv6 socket: ") + std::strerror(errno) +
           (errno == EPERM ? "; the capability NET_RAW is needed" : "");
  socket = std::make_unique<asio::posix::stream_descriptor>(executor, opened.release());
  tasks.spawn("router advertisements", receive(shared_from_this()));
  return {};
}

// Each neighbour is told once: who floods us costs no more than that.
int RouterWatch::State::read_batch() {
  std::set<std::pair<std::string, net::IpAddress>> seen;
  std::optional<Endpoint> from;
  int read = 0;
  for (; read < kBatch && read_one(socket->native_handle(), from) == Read::something; ++read) {
    if (from && std::ranges::find(interfaces, from->interface) != interfaces.end())
      seen.emplace(from->interface, from->address);
  }
  for (const auto& [interface, address] : seen)
    tell(peering::NeighborSeen{interface, address});
  return read;
}

Task<> RouterWatch::State::receive(std::shared_ptr<State> self) {
  constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
  for (;;) {
    const auto [error] = co_await self->socket->async_wait(asio::posix::stream_descriptor::wait_read, kAwait);
    if (error || self->leaving) co_return;
    while (self->read_batch() == kBatch)
      co_await runtime::yield_turn();
  }
}

Task<> RouterWatch::State::ask(std::shared_ptr<State> self) {
  co_await runtime::yield_turn();  // nothing is told from inside watch()
  std::string told;
  while (!self->leaving) {
    const std::string refusal = self->socket ? std::string() : self->open();
    if (refusal != told) self->tell(peering::ListenFailed{bgp_report::Listening::routers, told = refusal});
    const bool eager = self->socket && self->eager_rounds > 0;
    if (self->socket) self->ask_everywhere();
    const Instant again = self->clock.now() + (eager ? kEagerPause : kPause);
    const runtime::Woken woken = co_await self->changed.sleep_until(again);
    if (woken == runtime::Woken::cancelled) co_return;
  }
}

void RouterWatch::State::ask_everywhere() {
  for (const std::string& interface : interfaces)
    ask_and_show(socket->native_handle(), interface);
  eager_rounds = std::max(eager_rounds - 1, 0);
}

RouterWatch::RouterWatch(const runtime::Executor& executor, const runtime::Clock& clock,
                         runtime::Logger& logger, Tell tell)
    : state_(std::make_shared<State>(executor, clock, logger, std::move(tell))) {}

RouterWatch::~RouterWatch() = default;

void RouterWatch::watch(const peering::WatchNeighbors& neighbors) {
  state_->interfaces = neighbors.interfaces;
  state_->eager_rounds = kEagerRounds;
  if (!std::exchange(state_->asking, true))
    state_->tasks.spawn("router discovery", State::ask(state_));
  else
    state_->changed.ring();
}

Task<> RouterWatch::leave() {
  state_->leaving = true;
  state_->changed.ring();
  boost::system::error_code ignored;
  if (state_->socket) state_->socket->close(ignored);
  co_await state_->tasks.leave();
}

}  // namespace herald::speaker::io
