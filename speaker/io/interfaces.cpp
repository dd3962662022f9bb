#include "speaker/io/interfaces.h"

#include "runtime/wakeup.h"
#include "speaker/io/descriptor.h"
#include "speaker/io/interface_survey.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;
namespace {

// Dumps come in pieces of up to 32 KiB.
constexpr std::size_t kReadSize = std::size_t{64} * 1024;
constexpr int kReceiveBuffer = 1 << 20;
// A machine that has more news than we can take must not make us ask for everything all the time.
constexpr Duration kPauseBeforeResynchronisation = std::chrono::milliseconds(100);

void set(int socket, int level, int option, int value) {
  // Improvements where the kernel and our privileges allow them; none is needed.
  static_cast<void>(::setsockopt(socket, level, option, &value, sizeof(value)));
}

// A node of a cluster may change thousands of routes a minute, of which only the default ones concern us: the
// others are kept from waking us. Answers to our own questions, of several messages each, pass untouched.
void ignore_other_routes(int socket) {
  constexpr auto kLoadHalf = static_cast<std::uint16_t>(BPF_LD | BPF_H | BPF_ABS);
  constexpr auto kLoadByte = static_cast<std::uint16_t>(BPF_LD | BPF_B | BPF_ABS);
  constexpr auto kIfEqual = static_cast<std::uint16_t>(BPF_JMP | BPF_JEQ | BPF_K);
  constexpr auto kIfSet = static_cast<std::uint16_t>(BPF_JMP | BPF_JSET | BPF_K);
  constexpr auto kReturn = static_cast<std::uint16_t>(BPF_RET | BPF_K);
  constexpr std::uint32_t kPass = 0xffffffff;
  // The filter reads in network order what netlink writes in the machine's own.
  std::array program{
      sock_filter{kLoadHalf, 0, 0, offsetof(nlmsghdr, nlmsg_type)},
      sock_filter{kIfEqual, 1, 0, htons(RTM_NEWROUTE)},
      sock_filter{kIfEqual, 0, 4, htons(RTM_DELROUTE)},
      sock_filter{kLoadHalf, 0, 0, offsetof(nlmsghdr, nlmsg_flags)},
      sock_filter{kIfSet, 2, 0, htons(NLM_F_MULTI)},
      sock_filter{kLoadByte, 0, 0, sizeof(nlmsghdr) + offsetof(rtmsg, rtm_dst_len)},
      sock_filter{kIfEqual, 0, 1, 0},
      sock_filter{kReturn, 0, 0, kPass},
      sock_filter{kReturn, 0, 0, 0},
  };
  const sock_fprog wanted{static_cast<unsigned short>(program.size()), program.data()};
  static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &wanted, sizeof(wanted)));
}

Result<Descriptor, std::string> open_socket() {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  sockaddr_nl local{};
  local.nl_family = AF_NETLINK;
  local.nl_groups =
      RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
  if (socket.valid()) {
    set(socket.number(), SOL_SOCKET, SO_RCVBUF, kReceiveBuffer);
    set(socket.number(), SOL_SOCKET, SO_RCVBUFFORCE, kReceiveBuffer);
    set(socket.number(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
    ignore_other_routes(socket.number());
    if (::bind(socket.number(), reinterpret_cast<const sockaddr*>(&local), sizeof(local)) == 0) return socket;
  }
  return fail(std::string("cannot follow the machine's interfaces (netlink): ") + std::strerror(errno));
}

}  // namespace

class InterfaceMonitor::Session {
 public:
  Session(const runtime::Executor& executor, const runtime::Clock& clock, Descriptor socket,
          OnChanges on_changes)
      : clock_(clock),
        pause_(executor, clock),
        descriptor_(executor, socket.release()),
        on_changes_(std::move(on_changes)),
        buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(kReadSize)) {}

  runtime::Task<> run() {
    survey_.start_over();
    for (;;) {
      ask();
      if (survey_.failed()) {
        ++resynchronisations_;
        const auto woken = co_await pause_.sleep_until(clock_.now() + kPauseBeforeResynchronisation);
        if (woken == runtime::Woken::cancelled) co_return;
        drain();
        survey_.start_over();
        continue;
      }
      const auto [error] = co_await descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
                                                           asio::as_tuple(asio::use_awaitable));
      if (error) co_return;
      read_all();
      tell();
    }
  }

  [[nodiscard]] std::uint64_t resynchronisations() const { return resynchronisations_; }

 private:
  void read_all() {
    for (;;) {
      const ssize_t size = ::recv(descriptor_.native_handle(), buffer_.get(), kReadSize, MSG_TRUNC);
      if (size < 0 && errno != ENOBUFS) return;
      if (size < 0 || static_cast<std::size_t>(size) > kReadSize) return survey_.lost();
      survey_.take({buffer_.get(), static_cast<std::size_t>(size)});
    }
  }

  // What is still in the socket is older than what we are about to ask for.
  void drain() {
    for (;;) {
      const ssize_t size = ::recv(descriptor_.native_handle(), buffer_.get(), kReadSize, 0);
      if (size < 0 && errno != ENOBUFS) return;
    }
  }

  void ask() {
    if (const auto request = survey_.take_request()) {
      if (::send(descriptor_.native_handle(), request->data(), request->size(), 0) < 0) survey_.lost();
    }
  }

  void tell() {
    if (!survey_.complete()) return;
    // Told at once all the same: that a link is down must not wait for the routes.
    if (table_.take_gateways_doubt()) survey_.ask_for_routes();
    InterfaceChanges changes = table_.changes();
    if (changes.empty() && complete_) return;
    complete_ = true;
    on_changes_(std::move(changes));
  }

  const runtime::Clock& clock_;
  runtime::Wakeup pause_;
  asio::posix::stream_descriptor descriptor_;
  OnChanges on_changes_;
  std::unique_ptr<std::uint8_t[]> buffer_;  // not cleared: it takes the memory of the longest answer
  InterfaceTable table_;
  InterfaceSurvey survey_{table_};
  bool complete_ = false;  // the first telling is done
  std::uint64_t resynchronisations_ = 0;
};

InterfaceMonitor::InterfaceMonitor(std::unique_ptr<Session> session) : session_(std::move(session)) {}
InterfaceMonitor::~InterfaceMonitor() = default;

Result<std::unique_ptr<InterfaceMonitor>, std::string> InterfaceMonitor::open(
    const runtime::Executor& executor, const runtime::Clock& clock, OnChanges on_changes) {
  auto socket = open_socket();
  if (!socket) return fail(std::move(socket).error());
  auto session = std::make_unique<Session>(executor, clock, *std::move(socket), std::move(on_changes));
  return std::unique_ptr<InterfaceMonitor>(new InterfaceMonitor(std::move(session)));
}

runtime::Task<> InterfaceMonitor::run() {
  return session_->run();
}

std::uint64_t InterfaceMonitor::resynchronisations() const {
  return session_->resynchronisations();
}

}  // namespace herald::speaker::io
