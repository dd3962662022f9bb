#include "speaker/io/bfd_socket.h"

#include "speaker/io/bgp_socket.h"

#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <sys/socket.h>

namespace herald::speaker::io {
namespace {

constexpr std::uint16_t kLastSourcePort = 65535;
constexpr int kGreatestTtl = 255;

bool set(int socket, int level, int option, int value) {
  return ::setsockopt(socket, level, option, &value, sizeof(value)) == 0;
}

Descriptor udp_socket(net::Family family) {
  const bool v4 = family == net::Family::ipv4;
  Descriptor socket(::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return socket;
  if (!v4) set(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, 1);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TTL : IPV6_UNICAST_HOPS, kGreatestTtl);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_TOS : IPV6_TCLASS, IPTOS_CLASS_CS6);
  set(socket.number(), v4 ? IPPROTO_IP : IPPROTO_IPV6, v4 ? IP_RECVTTL : IPV6_RECVHOPLIMIT, 1);
  return socket;
}

bool bind_to(const Descriptor& socket, const SystemAddress& address) {
  return ::bind(socket.number(), address.data(), address.size) == 0;
}

bool bind_to_device(const Descriptor& socket, const std::string& device) {
  return device.empty() || ::setsockopt(socket.number(), SOL_SOCKET, SO_BINDTODEVICE, device.data(),
                                        static_cast<socklen_t>(device.size())) == 0;
}

}  // namespace

Result<Descriptor, std::string> listening_bfd_socket(net::Family family, std::uint16_t port) {
  Descriptor socket = udp_socket(family);
  if (!socket.valid() && errno == EAFNOSUPPORT) return socket;
  if (socket.valid() && bind_to(socket, to_system(net::IpAddress::lowest(family), port, ""))) return socket;
  const std::string hint = errno == EADDRINUSE ? "; does another BFD daemon run on this node?" : "";
  return fail("UDP port " + std::to_string(port) + ": " + std::strerror(errno) + hint);
}

std::optional<Descriptor> sending_bfd_socket(net::Family family, const bgp_order::Path& path,
                                             std::uint16_t& next_port) {
  Descriptor socket = udp_socket(family);
  if (!socket.valid() || !bind_to_device(socket, path.interface)) return std::nullopt;
  const auto own = path.source.value_or(net::IpAddress::lowest(family));
  for (int tries = 0; tries < kLastSourcePort - kFirstBfdSourcePort; ++tries) {
    const std::uint16_t port = next_port;
    next_port = port == kLastSourcePort ? kFirstBfdSourcePort : static_cast<std::uint16_t>(port + 1);
    if (bind_to(socket, to_system(own, port, path.interface))) return socket;
    if (errno != EADDRINUSE) break;
  }
  return std::nullopt;
}

}  // namespace herald::speaker::io
