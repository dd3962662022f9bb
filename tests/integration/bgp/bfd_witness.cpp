#include "tests/integration/bgp/bfd_witness.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <ctime>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <optional>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace herald::interop {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kState = 43;  // behind Ethernet, IPv4, UDP and the first byte: RFC 5880 4.1
constexpr int kUp = 3;              // in the two bits of highest value
constexpr int kRoom = 16 << 20;     // for minutes of them

// UDP to port 3784 in IPv4 without options; all else would take their room.
void hear_bfd_only(int socket) {
  std::array<sock_filter, 8> code{
      {BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 5),
       BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 23), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 3),
       BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 36), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 3784, 0, 1),
       BPF_STMT(BPF_RET | BPF_K, 0xffff), BPF_STMT(BPF_RET | BPF_K, 0)}};
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  EXPECT_EQ(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
}

struct Heard {
  nanoseconds when{};
  bool arrived = false;  // rather than left
  bool up = false;       // says its sender
};

std::optional<Heard> next_of(int socket) {
  std::array<unsigned char, 256> frame{};
  alignas(cmsghdr) std::array<char, 256> control{};
  sockaddr_ll from{};
  iovec piece{frame.data(), frame.size()};
  msghdr message{};
  message.msg_name = &from;
  message.msg_namelen = sizeof from;
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (::recvmsg(socket, &message, MSG_DONTWAIT) <= 0) return std::nullopt;
  const cmsghdr* const stamp = CMSG_FIRSTHDR(&message);
  timespec time{};
  if (stamp != nullptr) std::memcpy(&time, CMSG_DATA(stamp), sizeof time);
  return Heard{std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec),
               from.sll_pkttype != PACKET_OUTGOING, frame[kState] >> 6 == kUp};
}

}  // namespace

BfdWitness::BfdWitness(const netns::NetworkNamespace& where, const std::string& interface) {
  where.run([&] {
    socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    const int yes = 1;
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes), 0);
    EXPECT_EQ(::setsockopt(socket_, SOL_SOCKET, SO_RCVBUFFORCE, &kRoom, sizeof kRoom), 0);
    hear_bfd_only(socket_);
    sockaddr_ll local{};
    local.sll_family = AF_PACKET;
    local.sll_protocol = htons(ETH_P_ALL);
    local.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof local), 0) << interface;
  });
}

BfdWitness::~BfdWitness() {
  ::close(socket_);
}

BfdWitness::Silences BfdWitness::longest_while_up() const {
  Silences longest;
  std::optional<nanoseconds> our_last, their_last;
  const auto note = [](std::chrono::milliseconds& silence, const std::optional<nanoseconds>& last,
                       nanoseconds now) {
    if (last) silence = std::max(silence, std::chrono::duration_cast<std::chrono::milliseconds>(now - *last));
  };
  while (const auto heard = next_of(socket_)) {
    if (heard->arrived || !heard->up) note(longest.theirs, their_last, heard->when);
    if (!heard->arrived || !heard->up) note(longest.ours, our_last, heard->when);
    if (!heard->up) break;
    (heard->arrived ? their_last : our_last) = heard->when;
  }
  return longest;
}

}  // namespace herald::interop
