#include "tests/integration/controller/gate.h"

#include <arpa/inet.h>
#include <array>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

// "CONNECT host:port HTTP/1.1": a socket to there; -1 when there is none.
int connect_as_asked(const std::string& head) {
  const std::size_t start = head.find(' ') + 1;
  const std::string target = head.substr(start, head.find(' ', start) - start);
  const std::size_t colon = target.rfind(':');
  if (!head.starts_with("CONNECT ") || colon == std::string::npos) return -1;
  std::string host = target.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), target.substr(colon + 1).c_str(), &hints, &found) != 0) return -1;
  int connected = -1;
  for (const addrinfo* each = found; each != nullptr && connected < 0; each = each->ai_next) {
    const int socket = ::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket, each->ai_addr, each->ai_addrlen) == 0) {
      connected = socket;
    } else {
      ::close(socket);
    }
  }
  ::freeaddrinfo(found);
  return connected;
}

bool send_all(int socket, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// One piece; false at the end.
bool pass_on(int from, int to) {
  std::array<char, 16384> piece{};
  const ssize_t size = ::recv(from, piece.data(), piece.size(), 0);
  return size > 0 && send_all(to, piece.data(), static_cast<std::size_t>(size));
}

std::string read_head(int socket) {
  std::string head;
  char next = 0;
  while (head.size() < 4096 && !head.ends_with("\r\n\r\n") && ::recv(socket, &next, 1, 0) == 1)
    head += next;
  return head;
}

}  // namespace

Gate::Gate() {
  open();
}

Gate::~Gate() {
  shut();
}

std::string Gate::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void Gate::open() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port_));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listener_, 64), 0);
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  open_ = true;
  threads_.emplace_back([this, listener = listener_] { accept(listener); });
}

void Gate::shut() {
  open_ = false;
  {
    const std::lock_guard lock(mutex_);
    ::shutdown(listener_, SHUT_RDWR);
    for (const int socket : sockets_)
      ::shutdown(socket, SHUT_RDWR);
  }
  // The first is the one that adds others.
  for (std::thread& thread : threads_)
    thread.join();
  threads_.clear();
  ::close(std::exchange(listener_, -1));
}

void Gate::accept(int listener) {
  for (;;) {
    const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    keep(client);
    const std::lock_guard lock(mutex_);
    threads_.emplace_back([this, client] { carry(client); });
  }
}

void Gate::carry(int client) {
  const int server = connect_as_asked(read_head(client));
  if (server >= 0) {
    keep(server);
    constexpr std::string_view kWelcome = "HTTP/1.1 200 OK\r\n\r\n";
    bool alive = send_all(client, kWelcome.data(), kWelcome.size());
    while (alive) {
      std::array<pollfd, 2> both = {pollfd{client, POLLIN, 0}, pollfd{server, POLLIN, 0}};
      alive = ::poll(both.data(), both.size(), -1) > 0;
      if (alive && both[0].revents != 0) alive = pass_on(client, server);
      if (alive && both[1].revents != 0) alive = pass_on(server, client);
    }
    drop(server);
  }
  drop(client);
}

// A socket that comes when the gate is being shut is shut, too.
void Gate::keep(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.insert(socket);
  if (!open_) ::shutdown(socket, SHUT_RDWR);
}

void Gate::drop(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  ::close(socket);
}

}  // namespace herald::controller
