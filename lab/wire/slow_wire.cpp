#include "lab/wire/slow_wire.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::lab {
namespace {

// The kernel hands out and takes segments that are yet to be cut, and checksums that are yet to be computed,
// together with a description of what is missing: it is passed on with the frame.
constexpr std::size_t kDescription = 10;  // struct virtio_net_hdr, whose own header C++ cannot read
constexpr std::size_t kLargest = kDescription + ETH_HLEN + 65536;
constexpr int kReceiveBuffer = 4 << 20;

Instant now() {
  return Instant(std::chrono::steady_clock::now().time_since_epoch());
}

class End {
 public:
  End() = default;
  End(const End&) = delete;
  End& operator=(const End&) = delete;
  ~End() {
    if (socket_ >= 0) ::close(socket_);
  }

  Result<void, std::string> open(const std::string& interface) {
    const auto problem = [&] { return fail(interface + ": " + std::strerror(errno)); };
    socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return problem();
    const auto set = [&](int level, int option, int value) {
      return ::setsockopt(socket_, level, option, &value, sizeof value) == 0;
    };
    if (!set(SOL_PACKET, PACKET_VNET_HDR, 1) || !set(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)) return problem();
    static_cast<void>(set(SOL_SOCKET, SO_RCVBUF, kReceiveBuffer));  // more room is better, and not needed
    sockaddr_ll here{};
    here.sll_family = AF_PACKET;
    here.sll_protocol = htons(ETH_P_ALL);
    here.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    if (here.sll_ifindex == 0) return problem();
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) return problem();
    return {};
  }

  // Everything that waits there. A cable that is pulled gives an error once, and frames again later.
  void drain_into(DelayLine& line) {
    const Instant arrived = now();
    for (;;) {
      const ssize_t got = ::recv(socket_, piece_.data(), piece_.size(), 0);
      if (got <= 0) return;
      line.add(arrived, DelayLine::Frame(piece_.begin(), piece_.begin() + got));
    }
  }

  // What the interface does not take is lost.
  void send(const DelayLine::Frame& frame) const {
    static_cast<void>(!::send(socket_, frame.data(), frame.size(), 0));
  }

  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_ = -1;
  std::array<std::uint8_t, kLargest> piece_{};
};

void deliver(DelayLine& line, const End& to) {
  for (const Instant at = now(); line.next() <= at;)
    to.send(line.take());
}

// Until frames arrive, or the first of those under way is due.
void wait(const End& one, const End& other, Instant due) {
  std::array<pollfd, 2> arriving{{{one.socket(), POLLIN, 0}, {other.socket(), POLLIN, 0}}};
  const Duration left = due == kNever ? Duration::zero() : std::max(Duration::zero(), due - now());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const timespec limit{seconds.count(), (left - seconds).count()};
  ::ppoll(arriving.data(), arriving.size(), due == kNever ? nullptr : &limit, nullptr);
}

}  // namespace

Result<void, std::string> carry_frames(const WireEnds& ends, const Slowness& slowness,
                                       const std::function<void()>& ready) {
  End one;
  End other;
  if (auto opened = one.open(ends.one); !opened) return opened;
  if (auto opened = other.open(ends.other); !opened) return opened;
  DelayLine there(slowness, 1);
  DelayLine back(slowness, 2);
  ready();
  for (;;) {
    wait(one, other, std::min(there.next(), back.next()));
    one.drain_into(there);
    other.drain_into(back);
    deliver(there, other);
    deliver(back, one);
  }
}

}  // namespace herald::lab
