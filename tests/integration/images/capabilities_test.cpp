// Which of the speaker's features need which capability: the system calls that they come down to, made by a
// user other than root who has one capability, or none. What docs/operate/rights.md says is what is held
// here.
#include "tests/integration/netns/network_namespace.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <linux/capability.h>
#include <linux/if_ether.h>
#include <linux/tcp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <optional>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::images {
namespace {

using Attempt = std::function<bool()>;

// In a child, for good.
bool become_nobody(std::optional<int> capability) {
  if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || ::setresuid(65532, 65532, 65532) != 0) return false;
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const std::uint32_t mask = capability ? 1U << *capability : 0U;
  std::array<__user_cap_data_struct, 2> data{{{mask, mask, 0}, {0, 0, 0}}};
  return ::syscall(SYS_capset, &header, data.data()) == 0;
}

// The error that the attempt ended with, 0 for none.
int error_as_nobody(std::optional<int> capability, const Attempt& attempt) {
  const netns::NetworkNamespace place;
  int code = -1;
  place.run([&] {
    const pid_t child = ::fork();
    if (child == 0) {
      if (!become_nobody(capability)) ::_exit(255);
      ::_exit(attempt() ? 0 : errno);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    code = WEXITSTATUS(status);
  });
  return code;
}

bool has_frames() {
  return ::socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) >= 0;
}

bool has_router_advertisements() {
  return ::socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0;
}

bool binds(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  return ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

template <class Value>
Attempt sets(int level, int name, Value value) {
  return [=] {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    return ::setsockopt(socket, level, name, &value, sizeof(value)) == 0;
  };
}

Attempt sets_password() {
  tcp_md5sig key{};
  auto* const peer = reinterpret_cast<sockaddr_in*>(&key.tcpm_addr);
  peer->sin_family = AF_INET;
  peer->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  key.tcpm_keylen = 6;
  std::memcpy(key.tcpm_key, "secret", 6);
  return sets(IPPROTO_TCP, TCP_MD5SIG, key);
}

TEST(Capabilities, FramesNeedNetRaw) {
  EXPECT_EQ(error_as_nobody(std::nullopt, has_frames), EPERM);
  EXPECT_EQ(error_as_nobody(CAP_NET_ADMIN, has_frames), EPERM);
  EXPECT_EQ(error_as_nobody(CAP_NET_RAW, has_frames), 0);
}

TEST(Capabilities, UnnumberedPeersNeedNetRaw) {
  EXPECT_EQ(error_as_nobody(std::nullopt, has_router_advertisements), EPERM);
  EXPECT_EQ(error_as_nobody(CAP_NET_RAW, has_router_advertisements), 0);
}

TEST(Capabilities, PasswordsAndTtlSecurityNeedNone) {
  EXPECT_EQ(error_as_nobody(std::nullopt, sets_password()), 0);
  EXPECT_EQ(error_as_nobody(std::nullopt, sets(IPPROTO_IP, IP_MINTTL, 255)), 0);
  EXPECT_EQ(error_as_nobody(std::nullopt, sets(IPPROTO_IP, IP_TTL, 255)), 0);
}

TEST(Capabilities, BindingToAnInterfaceNeedsAtMostNetRaw) {
  const std::array<char, 3> loopback = {'l', 'o', '\0'};
  EXPECT_EQ(error_as_nobody(CAP_NET_RAW, sets(SOL_SOCKET, SO_BINDTODEVICE, loopback)), 0);
}

TEST(Capabilities, PassivePeersNeedThePrivilegedPort) {
  EXPECT_EQ(error_as_nobody(CAP_NET_RAW, [] { return binds(179); }), EACCES);
  EXPECT_EQ(error_as_nobody(CAP_NET_BIND_SERVICE, [] { return binds(179); }), 0);
  EXPECT_EQ(error_as_nobody(std::nullopt, [] { return binds(3784); }), 0) << "BFD";
}

}  // namespace
}  // namespace herald::images
