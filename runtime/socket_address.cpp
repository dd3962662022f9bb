#include "runtime/socket_address.h"

#include <arpa/inet.h>
#include <cstddef>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

namespace herald::runtime {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

template <class Address>
const Address& view_as(const sockaddr* address) {
  return *reinterpret_cast<const Address*>(address);
}

Result<SocketAddress, std::string> parse_unix(std::string_view path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) {
    return fail("the path of a Unix socket has 1 to " + std::to_string(sizeof(address.sun_path) - 1) +
                " bytes");
  }
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  sockaddr_storage storage{};
  std::memcpy(&storage, &address, sizeof(address));
  return SocketAddress::from_system(
      storage, static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + 1));
}

struct HostAndPort {
  std::string host;
  std::string port;
};

// Splits at the last colon; a host with colons must stand in brackets.
Result<HostAndPort, std::string> split(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return fail(std::string("has no port"));
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string_view::npos) {
    return fail(std::string("an IPv6 address stands in brackets"));
  }
  if (host.empty()) host = "::";
  return HostAndPort{std::string(host), std::string(text.substr(colon + 1))};
}

bool is_port(const std::string& text) {
  if (text.empty() || text.size() > 5) return false;
  if (text.find_first_not_of("0123456789") != std::string::npos) return false;
  return std::stoi(text) <= 65535;
}

}  // namespace

Result<SocketAddress, std::string> SocketAddress::parse(std::string_view text) {
  const auto complain = [&](const std::string& why) {
    return fail("\"" + std::string(text) + "\": " + why +
                "; write 192.0.2.1:80, [2001:db8::1]:80, :80 for every address, or unix:/path");
  };
  if (text.starts_with(kUnixPrefix)) return parse_unix(text.substr(kUnixPrefix.size()));
  const auto parts = split(text);
  if (!parts) return complain(parts.error());
  if (!is_port(parts->port)) return complain("the port is a number up to 65535");
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(parts->host.c_str(), parts->port.c_str(), &hints, &found) != 0) {
    return complain("the host is not an IP address");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  sockaddr_storage storage{};
  std::memcpy(&storage, found->ai_addr, found->ai_addrlen);
  return from_system(storage, found->ai_addrlen);
}

SocketAddress SocketAddress::from_system(const sockaddr_storage& storage, socklen_t size) {
  SocketAddress address;
  address.storage_ = storage;
  address.size_ = size;
  return address;
}

SocketAddress SocketAddress::of_peer(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return from_system(storage, size);
}

SocketAddress SocketAddress::of_socket(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  return from_system(storage, size);
}

bool SocketAddress::is_local() const {
  constexpr std::uint8_t kLoopbackNet = 127;
  if (family() == AF_UNIX) return true;
  if (family() == AF_INET) {
    return ntohl(view_as<sockaddr_in>(data()).sin_addr.s_addr) >> 24 == kLoopbackNet;
  }
  if (family() != AF_INET6) return false;
  const in6_addr& address = view_as<sockaddr_in6>(data()).sin6_addr;
  if (IN6_IS_ADDR_LOOPBACK(&address)) return true;
  return IN6_IS_ADDR_V4MAPPED(&address) && address.s6_addr[12] == kLoopbackNet;
}

bool SocketAddress::is_any_v6() const {
  return family() == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&view_as<sockaddr_in6>(data()).sin6_addr);
}

std::string SocketAddress::unix_path() const {
  if (family() != AF_UNIX || size_ <= offsetof(sockaddr_un, sun_path)) return {};
  return view_as<sockaddr_un>(data()).sun_path;
}

std::string SocketAddress::to_string() const {
  if (family() == AF_UNIX) return std::string(kUnixPrefix) + unix_path();
  char host[NI_MAXHOST] = {};
  char port[NI_MAXSERV] = {};
  const int error =
      ::getnameinfo(data(), size_, host, sizeof(host), port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV);
  if (error != 0) return "unknown";
  if (family() == AF_INET6) return "[" + std::string(host) + "]:" + port;
  return std::string(host) + ":" + port;
}

}  // namespace herald::runtime
