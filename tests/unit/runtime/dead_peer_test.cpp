#include "runtime/dead_peer.h"

#include "runtime/byte_stream.h"
#include "tests/unit/runtime/loop.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::runtime {
namespace {

int option(int socket, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(socket, level, name, &value, &size) == 0 ? value : -1;
}

bool is_watched(int socket) {
  return option(socket, SOL_SOCKET, SO_KEEPALIVE) == 1 && option(socket, IPPROTO_TCP, TCP_KEEPIDLE) == 15 &&
         option(socket, IPPROTO_TCP, TCP_KEEPINTVL) == 5 && option(socket, IPPROTO_TCP, TCP_KEEPCNT) == 3 &&
         option(socket, IPPROTO_TCP, TCP_USER_TIMEOUT) == 30'000;
}

TEST(DeadPeer, ATcpSocketIsWatchedAndAnotherIsLeftAlone) {
  for (const int family : {AF_INET, AF_INET6}) {
    const int tcp = ::socket(family, SOCK_STREAM, 0);
    EXPECT_FALSE(is_watched(tcp));
    notice_dead_peer(tcp);
    EXPECT_TRUE(is_watched(tcp));
    ::close(tcp);
  }
  const int local = ::socket(AF_UNIX, SOCK_STREAM, 0);
  notice_dead_peer(local);
  EXPECT_EQ(option(local, SOL_SOCKET, SO_KEEPALIVE), 0);
  ::close(local);
}

class DeadPeerTest : public LoopTest {
 protected:
  // Somebody who listens and never accepts: the kernel completes the connection for him.
  DeadPeerTest() : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&any), sizeof any), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    socklen_t size = sizeof any;
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&any), &size), 0);
    port_ = ntohs(any.sin_port);
  }
  ~DeadPeerTest() override { ::close(listener_); }

  Task<> connect_into(ByteStreamPtr& stream) {
    const auto address = SocketAddress::parse("127.0.0.1:" + std::to_string(port_));
    auto connected = co_await connect_plain(*address, clock_, kNever);
    EXPECT_TRUE(connected);
    if (connected) stream = *std::move(connected);
  }

  // The descriptor of this process that is connected to the listener.
  [[nodiscard]] int connected_socket() const {
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
      sockaddr_in peer{};
      socklen_t size = sizeof peer;
      if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
          peer.sin_family == AF_INET && ntohs(peer.sin_port) == port_)
        return descriptor;
    }
    return -1;
  }

  int listener_;
  std::uint16_t port_ = 0;
};

TEST_F(DeadPeerTest, EveryConnectionThatWeMakeIsWatched) {
  ByteStreamPtr stream;
  run(connect_into(stream));
  ASSERT_NE(stream, nullptr);
  const int socket = connected_socket();
  ASSERT_GE(socket, 0);
  EXPECT_TRUE(is_watched(socket));
}

}  // namespace
}  // namespace herald::runtime
