#include "runtime/dead_peer.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace herald::runtime {
namespace {

// 15 s of silence, then three probes 5 s apart.
constexpr int kIdleSeconds = 15;
constexpr int kProbeSeconds = 5;
constexpr int kProbes = 3;
// Of data that nobody acknowledges (RFC 5482). Where it is set, it also decides for the probes (tcp(7)).
constexpr int kUserTimeoutMilliseconds = 30'000;

// That a kernel lacks one of them is no reason not to connect.
void set(int socket, int level, int option, int value) {
  static_cast<void>(::setsockopt(socket, level, option, &value, sizeof value));
}

}  // namespace

void notice_dead_peer(int socket) {
  int protocol = 0;
  socklen_t size = sizeof protocol;
  const bool is_tcp =
      ::getsockopt(socket, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) == 0 && protocol == IPPROTO_TCP;
  if (!is_tcp) return;
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, kIdleSeconds);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, kProbeSeconds);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, kProbes);
  set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kUserTimeoutMilliseconds);
}

}  // namespace herald::runtime
