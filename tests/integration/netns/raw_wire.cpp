#include "tests/integration/netns/raw_wire.h"

#include <algorithm>
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <span>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::netns {
namespace {

std::array<std::uint8_t, 6> mac_of(int socket, const std::string& interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IF_NAMESIZE - 1);
  EXPECT_EQ(::ioctl(socket, SIOCGIFHWADDR, &request), 0) << interface;
  std::array<std::uint8_t, 6> mac{};
  std::ranges::copy(std::span(request.ifr_hwaddr.sa_data).first(6), mac.begin());
  return mac;
}

}  // namespace

RawWire::RawWire(const NetworkNamespace& where, const std::string& interface) {
  where.run([&] {
    socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    sockaddr_ll local{};
    local.sll_family = AF_PACKET;
    local.sll_protocol = htons(ETH_P_ALL);
    local.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof(local)), 0) << interface;
    mac_ = mac_of(socket_, interface);
  });
}

RawWire::~RawWire() {
  ::close(socket_);
}

void RawWire::send(const Frame& frame) const {
  EXPECT_EQ(::send(socket_, frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
}

std::optional<Frame> RawWire::receive(const std::function<bool(const Frame&)>& wanted,
                                      std::chrono::milliseconds limit) const {
  const auto end = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd ready{socket_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) return std::nullopt;
    Frame frame(2048);
    sockaddr_ll from{};
    socklen_t size = sizeof(from);
    const ssize_t got =
        ::recvfrom(socket_, frame.data(), frame.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < 0 || from.sll_pkttype == PACKET_OUTGOING) continue;
    frame.resize(static_cast<std::size_t>(got));
    if (wanted(frame)) return frame;
  }
}

}  // namespace herald::netns
