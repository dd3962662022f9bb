#include "runtime/local_address.h"

#include "runtime/socket_address.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace herald::runtime {
namespace {

// "[2001:db8::1]:9" -> "2001:db8::1"
std::string host_of(const SocketAddress& address) {
  std::string text = address.to_string();
  text.erase(text.rfind(':'));
  return text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

Result<std::string, std::string> source_address_towards(const std::string& host) {
  const bool v6 = host.find(':') != std::string::npos;
  const auto target = SocketAddress::parse((v6 ? "[" + host + "]" : host) + ":9");
  if (!target) return fail(host + " is no address");
  const int socket = ::socket(target->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return fail(std::string(std::strerror(errno)));
  std::string problem;
  if (::connect(socket, target->data(), target->size()) != 0) problem = std::strerror(errno);
  const SocketAddress source = SocketAddress::of_socket(socket);
  ::close(socket);
  if (!problem.empty()) return fail("no route to " + host + ": " + problem);
  // To an address of its own the kernel goes from that very address, or from loopback. kube-proxy in IPVS
  // mode gives each node the addresses of all Services, the API server's too.
  if (source.is_local() || host_of(source) == host_of(*target))
    return fail(host + " is an address of this machine itself, perhaps of every other one, too");
  return host_of(source);
}

}  // namespace herald::runtime
