#include "speaker/io/bgp_socket.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>

namespace herald::speaker::io {

using bgp_order::Path;

namespace {

// Network control (RFC 4594 section 3.1): a full link must not cost the session.
constexpr int kTrafficClass = IPTOS_CLASS_CS6;
constexpr int kFarthest = 255;
constexpr int kOneLink = 1;
constexpr int kBacklog = 16;

struct Option {
  int level_v4;
  int name_v4;
  int level_v6;
  int name_v6;
};
constexpr Option kTtl{IPPROTO_IP, IP_TTL, IPPROTO_IPV6, IPV6_UNICAST_HOPS};
constexpr Option kLeastTtl{IPPROTO_IP, IP_MINTTL, IPPROTO_IPV6, IPV6_MINHOPCOUNT};
constexpr Option kTos{IPPROTO_IP, IP_TOS, IPPROTO_IPV6, IPV6_TCLASS};

bool set(int socket, net::Family family, const Option& option, int value) {
  const bool v4 = family == net::Family::ipv4;
  return ::setsockopt(socket, v4 ? option.level_v4 : option.level_v6, v4 ? option.name_v4 : option.name_v6,
                      &value, sizeof(value)) == 0;
}

bool set_flag(int socket, int level, int option) {
  const int on = 1;
  return ::setsockopt(socket, level, option, &on, sizeof(on)) == 0;
}

auto refusal(const std::string& what, int error) {
  return fail(what + ": " + std::strerror(error));
}

Result<Descriptor, std::string> stream_socket(net::Family family) {
  const int domain = family == net::Family::ipv4 ? AF_INET : AF_INET6;
  Descriptor socket(::socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.valid())
    return refusal("this node has no " + std::string(net::family_name(family)) + " sockets", errno);
  set_flag(socket.number(), IPPROTO_TCP, TCP_NODELAY);
  set(socket.number(), family, kTos, kTrafficClass);
  return socket;
}

Result<void, std::string> bind_to_device(int socket, const std::string& interface) {
  if (interface.empty()) return {};
  const auto size = static_cast<socklen_t>(interface.size());
  if (::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.data(), size) == 0) return {};
  if (errno == ENODEV) return fail("this node has no interface " + interface);
  if (errno == EPERM) return fail("binding to interface " + interface + " needs the capability NET_RAW");
  return refusal("cannot bind to interface " + interface, errno);
}

Result<void, std::string> bind_source(int socket, const Path& path) {
  if (!path.source) return {};
  const SystemAddress source = to_system(*path.source, 0, path.interface);
  if (path.source->family() != path.address->family())
    return fail("source-address " + path.source->to_string() + " and the peer's address differ in family");
  if (::bind(socket, source.data(), source.size) == 0) return {};
  if (errno == EADDRNOTAVAIL)
    return fail("source-address " + path.source->to_string() + " is not an address of this node");
  return refusal("cannot use source-address " + path.source->to_string(), errno);
}

// The key is bound to the peer's address, and has to be there before the first segment.
Result<void, std::string> set_password(int socket, const Path& path) {
  if (path.password.empty()) return {};
  tcp_md5sig key{};
  const SystemAddress peer = to_system(*path.address, 0, path.interface);
  std::memcpy(&key.tcpm_addr, &peer.storage, sizeof(peer.storage));
  if (path.password.size() > sizeof(key.tcpm_key))
    return fail("the password is longer than the 80 bytes that TCP MD5 takes");
  key.tcpm_keylen = static_cast<std::uint16_t>(path.password.size());
  std::memcpy(key.tcpm_key, path.password.data(), path.password.size());
  if (::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG, &key, sizeof(key)) == 0) return {};
  if (errno == ENOPROTOOPT) return fail("this kernel was built without TCP MD5 (CONFIG_TCP_MD5SIG)");
  return refusal("cannot set the password", errno);
}

int reach_of(const Path& path) {
  if (path.ttl_security) return kFarthest;
  return path.internal || path.multihop ? kFarthest : kOneLink;
}

std::string target(const Path& path) {
  const std::string address = path.address ? path.address->to_string() : path.interface;
  return address + " port " + std::to_string(path.port);
}

Result<void, std::string> prepare_dialing(int socket, const Path& path) {
  if (auto done = bind_to_device(socket, path.interface); !done) return done;
  if (auto done = bind_source(socket, path); !done) return done;
  if (auto done = set_password(socket, path); !done) return done;
  return limit_distance(socket, path);
}

Result<void, std::string> cannot_listen(std::uint16_t port, int error) {
  const std::string what = "cannot listen on TCP port " + std::to_string(port);
  if (error == EADDRINUSE)
    return fail(what + ": another program has it; let this node dial its peers (passive: false)");
  if (error == EACCES) return fail(what + ": the capability NET_BIND_SERVICE is needed");
  return refusal(what, error);
}

Result<void, std::string> bind_listening(int socket, net::Family family, std::uint16_t port) {
  set_flag(socket, SOL_SOCKET, SO_REUSEADDR);
  if (family == net::Family::ipv6) set_flag(socket, IPPROTO_IPV6, IPV6_V6ONLY);
  // The handshake is answered before it is known with whom: a peer with TTL security wants 255 from the
  // start.
  set(socket, family, kTtl, kFarthest);
  const SystemAddress any = to_system(net::IpAddress::lowest(family), port, "");
  if (::bind(socket, any.data(), any.size) != 0) return cannot_listen(port, errno);
  return {};
}

void admit(const Path& path, Listener& listener) {
  if (const auto done = set_password(listener.socket.number(), path); done)
    listener.admitted.push_back(path);
  else
    listener.left_out +=
        (listener.left_out.empty() ? "" : "; ") + path.address->to_string() + ": " + done.error();
}

}  // namespace

SystemAddress to_system(net::IpAddress address, std::uint16_t port, const std::string& interface) {
  SystemAddress made;
  const auto bytes = address.bytes();
  if (address.is_v4()) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, bytes.data(), sizeof(v4.sin_addr));
    std::memcpy(&made.storage, &v4, made.size = sizeof(v4));
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&v6.sin6_addr, bytes.data(), sizeof(v6.sin6_addr));
    if (address.is_link_local()) v6.sin6_scope_id = ::if_nametoindex(interface.c_str());
    std::memcpy(&made.storage, &v6, made.size = sizeof(v6));
  }
  return made;
}

Endpoint from_system(const sockaddr_storage& storage) {
  if (storage.ss_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &storage, sizeof(v4));
    return {net::IpAddress::v4(ntohl(v4.sin_addr.s_addr)), ""};
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, &storage, sizeof(v6));
  const auto address = net::IpAddress::from_bytes(v6.sin6_addr.s6_addr).value_or(net::IpAddress::v6(0));
  std::array<char, IF_NAMESIZE> name{};
  const bool scoped = address.is_link_local() && ::if_indextoname(v6.sin6_scope_id, name.data()) != nullptr;
  return {address, scoped ? name.data() : ""};
}

Result<Descriptor, std::string> dialing_socket(const Path& path) {
  if (path.address->is_link_local() && path.address->is_v6() && path.interface.empty())
    return fail("a link-local address needs an interface: set it on the peer");
  auto socket = stream_socket(path.address->family());
  if (!socket) return socket;
  if (auto done = prepare_dialing(socket->number(), path); !done) return fail(std::move(done).error());
  return socket;
}

Result<Listener, std::string> listening_socket(net::Family family, std::uint16_t port,
                                               const std::vector<Path>& from) {
  auto socket = stream_socket(family);
  if (!socket) return fail(std::move(socket).error());
  if (auto done = bind_listening(socket->number(), family, port); !done) return fail(std::move(done).error());
  Listener listener{.socket = *std::move(socket), .admitted = {}, .left_out = {}};
  for (const Path& path : from) {
    if (path.address->family() == family) admit(path, listener);
  }
  if (::listen(listener.socket.number(), kBacklog) != 0) {
    auto refused = cannot_listen(port, errno);
    return fail(std::move(refused).error());
  }
  return listener;
}

Result<void, std::string> limit_distance(int socket, const Path& path) {
  const net::Family family = path.address->family();
  if (!set(socket, family, kTtl, reach_of(path))) return refusal("cannot set the TTL", errno);
  if (!path.ttl_security) return {};
  if (set(socket, family, kLeastTtl, kFarthest + 1 - *path.ttl_security)) return {};
  return refusal("cannot set TTL security", errno);
}

std::string explain(int error, const Path& path) {
  const std::string to = target(path);
  switch (error) {
    case ECONNREFUSED:
      return to + " refuses: no BGP speaker listens there, or this node is not one of its neighbors";
    case ENETUNREACH:
    case EHOSTUNREACH:
      return "no way to " + to + ": check routes, the interface and, for eBGP over a router, ebgp-multihop";
    case ETIMEDOUT:
      return to + " does not answer: a packet filter, or a password that only one side has";
    case ECONNRESET:
      return to + " reset the connection: it may not know this node as a neighbor";
    case EADDRNOTAVAIL:
      return "no local port or address is left for " + to;
    case EACCES:
    case EPERM:
      return "this node forbids connections to " + to + ": look at its packet filter";
    default:
      return to + ": " + std::strerror(error);
  }
}

}  // namespace herald::speaker::io
