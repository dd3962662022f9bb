#include "runtime/local_address.h"

#include "runtime/socket_address.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace herald::runtime {

Result<std::string, std::string> source_address_towards(const std::string& host) {
  const bool v6 = host.find(':') != std::string::npos;
  const auto target = SocketAddress::parse((v6 ? "[" + host + "]" : host) + ":9");
  if (!target) return fail(host + " is no address");
  const int socket = ::socket(target->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return fail(std::string(std::strerror(errno)));
  std::string problem;
  if (::connect(socket, target->data(), target->size()) != 0) problem = std::strerror(errno);
  std::string text = SocketAddress::of_socket(socket).to_string();
  ::close(socket);
  if (!problem.empty()) return fail("no route to " + host + ": " + problem);
  text.erase(text.rfind(':'));
  if (text.starts_with('[')) text = text.substr(1, text.size() - 2);
  return text;
}

}  // namespace herald::runtime
