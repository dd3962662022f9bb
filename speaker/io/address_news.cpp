#include "speaker/io/address_news.h"

#include "speaker/io/descriptor.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace herald::speaker::io {
namespace asio = boost::asio;
namespace {

// Addresses come in flocks: a link that is set up, a service proxy that gives itself all of them.
constexpr Duration kSettling = std::chrono::seconds(1);
constexpr int kMostAtOnce = 10'000;

Descriptor address_socket() {
  Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  sockaddr_nl local{};
  local.nl_family = AF_NETLINK;
  local.nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  if (socket.valid() &&
      ::bind(socket.number(), reinterpret_cast<const sockaddr*>(&local), sizeof(local)) != 0)
    return {};
  return socket;
}

// That the kernel had to leave something out is news too; no message is looked at, so none is too long.
void drain(int socket) {
  std::array<char, 256> ignored;
  for (int i = 0; i < kMostAtOnce; ++i) {
    if (::recv(socket, ignored.data(), ignored.size(), 0) < 0 && errno != ENOBUFS) return;
  }
}

}  // namespace

AddressNews::AddressNews(const runtime::Executor& executor, const runtime::Clock& clock, OnNews on_news)
    : clock_(clock), on_news_(std::move(on_news)), settled_(executor, clock), socket_(executor) {}

runtime::Task<> AddressNews::run(std::shared_ptr<AddressNews> self) {
  Descriptor opened = address_socket();
  if (!opened.valid() || self->closed_) co_return;
  self->socket_.assign(opened.release());
  for (;;) {
    self->on_news_();  // also at first: nobody told what came before
    const auto [error] = co_await self->socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                           asio::as_tuple(asio::use_awaitable));
    if (error || self->closed_) co_return;
    const runtime::Woken woken = co_await self->settled_.sleep_until(self->clock_.now() + kSettling);
    if (woken == runtime::Woken::cancelled || self->closed_) co_return;
    drain(self->socket_.native_handle());
  }
}

void AddressNews::close() {
  closed_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  settled_.ring();
}

}  // namespace herald::speaker::io
