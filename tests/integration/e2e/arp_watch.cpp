// arp_watch INTERFACE FIRST COUNT RATE: who uses the IPv4 addresses FIRST and the COUNT - 1 behind it, as a
// machine on the LAN sees it. Asks for them in turn, RATE questions a second in all, by broadcast, so that
// whoever thinks that an address is his answers; RATE 0 only listens. On SIGTERM it prints what it saw, a
// line for each frame that speaks from one of the addresses, with the time at which the kernel had it, and
// then "end":
//
//     1795190241.123456789 announces 02:00:00:00:00:0b 192.168.23.220
//     1795190241.133456789 answers 02:00:00:00:00:0b 192.168.23.220
#include "core/wire/arp.h"
#include "core/wire/ethernet.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <optional>
#include <poll.h>
#include <span>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <vector>

namespace herald::e2e {
namespace {

using Clock = std::chrono::steady_clock;

volatile std::sig_atomic_t told_to_stop = 0;

struct Wanted {
  std::string interface;
  net::IpAddress first;
  std::uint32_t count = 1;
  std::uint32_t rate = 0;

  [[nodiscard]] net::IpAddress address(std::uint32_t index) const {
    return net::IpAddress::of(net::Family::ipv4, first.value() + index % count);
  }
  [[nodiscard]] bool contains(const net::IpAddress& address) const {
    return address.is_v4() && first <= address && address.value() - first.value() < count;
  }
};

struct Seen {
  timespec at{};
  bool announced = false;
  net::MacAddress mac;
  net::IpAddress address;
};

class Watch {
 public:
  explicit Watch(const Wanted& wanted) : wanted_(wanted) {}

  bool open() {
    socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    const int room = 8 << 20;
    ::setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
    ::setsockopt(socket_, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on);
    sockaddr_ll local{};
    local.sll_family = AF_PACKET;
    local.sll_protocol = htons(ETH_P_ARP);
    local.sll_ifindex = static_cast<int>(::if_nametoindex(wanted_.interface.c_str()));
    return ::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0 && know_self();
  }

  void run() {
    const auto began = Clock::now();
    for (std::uint64_t asked = 0; told_to_stop == 0;) {
      const auto due =
          began + std::chrono::nanoseconds(wanted_.rate == 0 ? 0 : asked * 1'000'000'000 / wanted_.rate);
      if (wanted_.rate != 0 && Clock::now() >= due) ask(wanted_.address(static_cast<std::uint32_t>(asked++)));
      await_frame(wanted_.rate == 0 ? std::nullopt : std::optional(due - Clock::now()));
      while (hear()) {
      }
    }
  }

  void print() const {
    for (const Seen& seen : seen_)
      std::printf("%lld.%09ld %s %s %s\n", static_cast<long long>(seen.at.tv_sec), seen.at.tv_nsec,
                  seen.announced ? "announces" : "answers", seen.mac.to_string().c_str(),
                  seen.address.to_string().c_str());
    std::printf("end\n");
  }

 private:
  bool know_self() {
    ifreq request{};
    wanted_.interface.copy(request.ifr_name, IF_NAMESIZE - 1);
    if (::ioctl(socket_, SIOCGIFHWADDR, &request) != 0) return false;
    std::array<std::uint8_t, 6> mac{};
    std::ranges::copy(std::span(reinterpret_cast<const std::uint8_t*>(request.ifr_hwaddr.sa_data), 6),
                      mac.begin());
    mac_ = net::MacAddress(mac);
    const int asker = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool known = ::ioctl(asker, SIOCGIFADDR, &request) == 0;
    ::close(asker);
    sockaddr_in address{};
    std::memcpy(&address, &request.ifr_addr, sizeof address);
    ip_ = net::IpAddress::v4(ntohl(address.sin_addr.s_addr));
    return known;
  }

  void ask(const net::IpAddress& address) {
    frame_.clear();
    ByteWriter out(frame_);
    wire::EthernetHeader{net::MacAddress::broadcast(), mac_, std::nullopt, wire::kEtherTypeArp}.append_to(
        out);
    wire::ArpPacket{wire::ArpOperation::request, mac_, ip_, net::MacAddress(), address}.append_to(out);
    static_cast<void>(::send(socket_, frame_.data(), frame_.size(), 0));
  }

  void await_frame(std::optional<Clock::duration> limit) const {
    if (limit && *limit <= Clock::duration::zero()) return;
    const auto nanoseconds = limit ? std::chrono::nanoseconds(*limit).count() : 100'000'000;
    const timespec wait{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    pollfd readable{socket_, POLLIN, 0};
    ::ppoll(&readable, 1, &wait, nullptr);
  }

  bool hear() {
    std::array<std::uint8_t, 128> bytes{};
    alignas(cmsghdr) std::array<char, 128> control{};
    iovec into{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &into;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(socket_, &message, 0);
    if (got < 0) return false;
    note(std::span(bytes).first(static_cast<std::size_t>(got)), stamp_of(message));
    return true;
  }

  static timespec stamp_of(msghdr& message) {
    timespec at{};
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
      if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS)
        std::memcpy(&at, CMSG_DATA(part), sizeof at);
    }
    return at;
  }

  void note(std::span<const std::uint8_t> frame, const timespec& at) {
    const auto header = wire::EthernetHeader::parse(frame);
    if (!header) return;
    const auto packet = wire::ArpPacket::parse(frame.subspan(header->size()));
    if (!packet || !wanted_.contains(packet->sender_ip)) return;
    seen_.push_back({at, packet->is_announcement(), packet->sender_mac, packet->sender_ip});
  }

  Wanted wanted_;
  int socket_ = -1;
  net::MacAddress mac_;
  net::IpAddress ip_;
  std::vector<std::uint8_t> frame_;
  std::vector<Seen> seen_;
};

int run(const std::vector<std::string>& words) {
  const auto first = words.size() == 4 ? net::IpAddress::parse(words[1]) : std::nullopt;
  if (!first || !first->is_v4()) {
    std::fprintf(stderr, "usage: arp_watch INTERFACE FIRST COUNT RATE\n");
    return 2;
  }
  Watch watch({words[0], *first,
               static_cast<std::uint32_t>(std::max(1L, std::strtol(words[2].c_str(), nullptr, 10))),
               static_cast<std::uint32_t>(std::strtoul(words[3].c_str(), nullptr, 10))});
  if (!watch.open()) {
    std::fprintf(stderr, "arp_watch: %s: %s\n", words[0].c_str(), std::strerror(errno));
    return 1;
  }
  struct sigaction stop{};
  stop.sa_handler = [](int) { told_to_stop = 1; };
  ::sigaction(SIGTERM, &stop, nullptr);
  std::printf("watching\n");
  std::fflush(stdout);
  watch.run();
  watch.print();
  return 0;
}

}  // namespace
}  // namespace herald::e2e

int main(int argc, char** argv) {
  return herald::e2e::run({argv + 1, argv + argc});
}
