#include "tests/integration/bgp/control_socket.h"

#include <array>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace herald::interop {
namespace {

int connected(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) return -1;
  std::memcpy(address.sun_path, path.data(), path.size());
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0)
    return descriptor;
  ::close(descriptor);
  return -1;
}

}  // namespace

ControlSocket::ControlSocket(const std::string& path) : descriptor_(connected(path)) {}

ControlSocket::~ControlSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string> ControlSocket::ask(std::string_view question, const Complete& complete) {
  if (descriptor_ < 0) return std::nullopt;
  if (!question.empty() && ::send(descriptor_, question.data(), question.size(), MSG_NOSIGNAL) < 0)
    return std::nullopt;
  std::string answer;
  std::array<char, 65536> piece{};
  while (!complete(answer)) {
    const ssize_t size = ::read(descriptor_, piece.data(), piece.size());
    if (size <= 0) return std::nullopt;
    answer.append(piece.data(), static_cast<std::size_t>(size));
  }
  return answer;
}

}  // namespace herald::interop
