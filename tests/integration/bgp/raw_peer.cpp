#include "tests/integration/bgp/raw_peer.h"

#include "core/base/bytes.h"
#include "core/bgp/message.h"
#include "speaker/io/bgp_socket.h"

#include <algorithm>
#include <array>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace herald::interop {
namespace {

using speaker::io::Descriptor;

constexpr std::uint16_t kBgpPort = 179;
constexpr std::chrono::milliseconds kTimeToTake = std::chrono::seconds(30);

bool ready(int socket, short what, std::chrono::milliseconds patience) {
  pollfd waiting{socket, what, 0};
  return ::poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
}

Descriptor dialled(const net::IpAddress& address, const std::string& source) {
  const auto to = speaker::io::to_system(address, kBgpPort, "");
  Descriptor socket(::socket(address.is_v4() ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!source.empty()) {
    const auto from = speaker::io::to_system(net::IpAddress::parse(source).value(), 0, "");
    if (::bind(socket.number(), from.data(), from.size) != 0) return Descriptor();
  }
  if (::connect(socket.number(), to.data(), to.size) != 0) return Descriptor();
  return socket;
}

}  // namespace

RawPeer::RawPeer(const netns::NetworkNamespace& where, const std::string& address,
                 const std::string& source) {
  const net::IpAddress to = net::IpAddress::parse(address).value();
  where.run([&] { socket_ = dialled(to, source); });
}

bgp::Open RawPeer::usual_open(std::uint32_t as) {
  bgp::Open open;
  open.asn = bgp::Asn(as);
  open.router_id = bgp::RouterId(0x0a0000fe);
  open.capabilities.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  open.capabilities.route_refresh = true;
  open.capabilities.four_octet_asn = open.asn;
  return open;
}

bool RawPeer::establish(const bgp::Open& open) {
  Bytes bytes;
  ByteWriter out(bytes);
  append_to(out, open);
  append_to(out, bgp::Keepalive{});
  if (!send(bytes)) return false;
  const auto theirs = next();
  if (!theirs || theirs->type != bgp::MessageType::open) return false;
  const auto confirmed = next();
  return confirmed && confirmed->type == bgp::MessageType::keepalive;
}

bool RawPeer::send(std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    if (!ready(socket_.number(), POLLOUT, kTimeToTake)) return false;
    const ssize_t sent = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

std::optional<RawPeer::Message> RawPeer::take() {
  std::span<const std::uint8_t> rest(received_);
  const auto message = framer_.next(rest);
  std::optional<Message> taken;
  if (message && *message)
    taken = Message{(*message)->type, {(*message)->body.begin(), (*message)->body.end()}};
  received_.erase(received_.begin(), received_.end() - static_cast<std::ptrdiff_t>(rest.size()));
  return taken;
}

std::optional<RawPeer::Message> RawPeer::next(std::chrono::milliseconds patience) {
  for (;;) {
    if (auto message = take()) return message;
    std::array<std::uint8_t, 65536> piece{};
    if (!ready(socket_.number(), POLLIN, patience)) return std::nullopt;
    const ssize_t size = ::read(socket_.number(), piece.data(), piece.size());
    if (size <= 0) return std::nullopt;
    received_.insert(received_.end(), piece.begin(), piece.begin() + size);
  }
}

std::optional<RawPeer::Message> RawPeer::next_verdict() {
  for (auto message = next(); message; message = next()) {
    if (message->type != bgp::MessageType::update && message->type != bgp::MessageType::keepalive)
      return message;
  }
  return std::nullopt;
}

}  // namespace herald::interop
