// Where a stream socket listens, or who is on its other end: an IP address and a port, or the path of a Unix
// socket. Numeric only: nothing here asks DNS.
#pragma once

#include "core/base/result.h"

#include <string>
#include <string_view>
#include <sys/socket.h>

namespace herald::runtime {

class SocketAddress {
 public:
  // "192.0.2.1:80", "[2001:db8::1]:80", "[fe80::1%eth0]:80", ":80" (every address of both families; so is
  // "[::]:80"), "unix:/run/herald.sock". The error says what is expected.
  [[nodiscard]] static Result<SocketAddress, std::string> parse(std::string_view text);

  [[nodiscard]] static SocketAddress from_system(const sockaddr_storage& storage, socklen_t size);
  [[nodiscard]] static SocketAddress of_peer(int socket);  // of an unknown kind when there is none
  [[nodiscard]] static SocketAddress of_socket(int socket);

  [[nodiscard]] int family() const { return storage_.ss_family; }
  [[nodiscard]] const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t size() const { return size_; }

  // Only reachable from this machine: loopback (also as an IPv4-mapped address) or a Unix socket.
  [[nodiscard]] bool is_local() const;

  [[nodiscard]] bool is_any_v6() const;         // "[::]"
  [[nodiscard]] std::string unix_path() const;  // empty for the others, and for an unnamed peer

  [[nodiscard]] std::string to_string() const;

 private:
  sockaddr_storage storage_{};
  socklen_t size_ = 0;
};

}  // namespace herald::runtime
