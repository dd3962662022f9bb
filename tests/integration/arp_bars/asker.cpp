#include "tests/integration/arp_bars/asker.h"

#include "core/base/check.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace herald::bars {
namespace {

constexpr std::size_t kFrameSize = 128;
constexpr std::size_t kBlockSize = 1 << 16;
constexpr std::size_t kBlocks = 256;
constexpr std::size_t kFrames = kBlockSize / kFrameSize * kBlocks;
constexpr std::size_t kSenderMac = 22;  // in an ARP frame
constexpr std::size_t kTargetMac = 32;
constexpr std::size_t kSenderIp = 28;
constexpr std::size_t kTargetIp = 38;
constexpr std::array<std::uint8_t, 4> kOwned = {10, 0, 0, 220};

std::uint32_t number_at(const std::uint8_t* bytes) {
  return static_cast<std::uint32_t>(bytes[0]) << 16 | static_cast<std::uint32_t>(bytes[1]) << 8 | bytes[2];
}

std::int64_t now_nanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

// Answers and nothing else.
void keep_answers_only(int socket) {
  std::array program{
      sock_filter{BPF_LD | BPF_H | BPF_ABS, 0, 0, 20},
      sock_filter{BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 2},
      sock_filter{BPF_RET | BPF_K, 0, 0, 64},
      sock_filter{BPF_RET | BPF_K, 0, 0, 0},
  };
  const sock_fprog wanted{static_cast<unsigned short>(program.size()), program.data()};
  HERALD_CHECK(::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &wanted, sizeof(wanted)) == 0);
}

std::array<std::uint8_t, 42> make_question(int socket, const std::string& interface) {
  ifreq request{};
  interface.copy(request.ifr_name, IF_NAMESIZE - 1);
  HERALD_CHECK(::ioctl(socket, SIOCGIFHWADDR, &request) == 0);
  std::array<std::uint8_t, 42> frame = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,  0, 0, 0,  0, 0,  // Ethernet
                                        8,    6,    0,    1,    8,    0,    6,  4, 0, 1,     // ARP, a request
                                        2,    0,    0,    0,    0,    0,    10, 0, 0, 2,     // from
                                        0,    0,    0,    0,    0,    0,    10, 0, 0, 220};  // for
  std::memcpy(frame.data() + 6, request.ifr_hwaddr.sa_data, 6);
  return frame;
}

}  // namespace

double Answers::percentile(double share) const {
  if (microseconds.empty()) return 0;
  const double position = share * static_cast<double>(microseconds.size() - 1);
  return microseconds[static_cast<std::size_t>(position)];
}

double Answers::lost() const {
  return 1 - static_cast<double>(microseconds.size()) / static_cast<double>(asked);
}

Asker::Asker(const netns::NetworkNamespace& where, const std::string& interface) : sent_(1 << 24) {
  where.run([&] { open(interface); });
}

Asker::~Asker() {
  ::munmap(ring_, kBlockSize * kBlocks);
  ::close(socket_);
}

void Asker::open(const std::string& interface) {
  socket_ = ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
  HERALD_CHECK(socket_ >= 0);
  keep_answers_only(socket_);
  const int on = 1;
  ::setsockopt(socket_, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on));
  ::setsockopt(socket_, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof(on));
  map_ring();
  sockaddr_ll local{};
  local.sll_family = AF_PACKET;
  local.sll_protocol = htons(ETH_P_ARP);
  local.sll_ifindex = static_cast<int>(::if_nametoindex(interface.c_str()));
  HERALD_CHECK(::bind(socket_, reinterpret_cast<const sockaddr*>(&local), sizeof(local)) == 0);
  question_ = make_question(socket_, interface);
}

void Asker::map_ring() {
  const int version = TPACKET_V2;
  HERALD_CHECK(::setsockopt(socket_, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) == 0);
  tpacket_req request{};
  request.tp_block_size = kBlockSize;
  request.tp_block_nr = kBlocks;
  request.tp_frame_size = kFrameSize;
  request.tp_frame_nr = kFrames;
  HERALD_CHECK(::setsockopt(socket_, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) == 0);
  void* const mapped = ::mmap(nullptr, kBlockSize * kBlocks, PROT_READ | PROT_WRITE, MAP_SHARED, socket_, 0);
  HERALD_CHECK(mapped != MAP_FAILED);
  ring_ = static_cast<std::uint8_t*>(mapped);
}

void Asker::send(std::uint32_t number) {
  question_[kSenderMac + 3] = static_cast<std::uint8_t>(number >> 16);
  question_[kSenderMac + 4] = static_cast<std::uint8_t>(number >> 8 & 0xff);
  question_[kSenderMac + 5] = static_cast<std::uint8_t>(number & 0xff);
  question_[kTargetIp + 1] = is_foreign(number) ? 1 : 0;
  sent_[number] = now_nanoseconds();
  static_cast<void>(::send(socket_, question_.data(), question_.size(), MSG_DONTWAIT));
}

void Asker::collect(Answers& answers) {
  for (;;) {
    auto* const header = reinterpret_cast<tpacket2_hdr*>(ring_ + next_ * kFrameSize);
    std::atomic_ref<__u32> status(header->tp_status);
    if ((status.load(std::memory_order_acquire) & TP_STATUS_USER) == 0) return;
    const std::uint8_t* const frame = reinterpret_cast<const std::uint8_t*>(header) + header->tp_mac;
    const std::uint32_t number = number_at(frame + kTargetMac + 3);
    const Nanoseconds seen = header->tp_sec * 1'000'000'000LL + header->tp_nsec;
    // Each question counts once; 0 marks one that was not asked this time, or has been answered.
    if (number < sent_.size() && sent_[number] != 0) {
      const bool right =
          !is_foreign(number) && std::memcmp(frame + kSenderIp, kOwned.data(), kOwned.size()) == 0;
      if (right) {
        answers.microseconds.push_back(static_cast<double>(seen - sent_[number]) / 1000);
      } else {
        ++answers.wrong;
      }
      sent_[number] = 0;
    }
    status.store(TP_STATUS_KERNEL, std::memory_order_release);
    next_ = (next_ + 1) % kFrames;
  }
}

void Asker::forget_strays() {
  std::ranges::fill(sent_, 0);
  Answers strays;
  collect(strays);
}

Answers Asker::ask(std::uint32_t per_second, std::chrono::milliseconds duration) {
  return ask(per_second, duration, Questions::owned);
}

Answers Asker::ask_with_foreign(std::uint32_t per_second, std::chrono::milliseconds duration) {
  Answers answers = ask(per_second, duration, Questions::every_second_foreign);
  answers.asked /= 2;
  return answers;
}

Answers Asker::ask(std::uint32_t per_second, std::chrono::milliseconds duration, Questions questions) {
  forget_strays();
  questions_ = questions;
  Answers answers;
  const auto count = static_cast<std::uint32_t>(per_second * duration.count() / 1000);
  answers.microseconds.reserve(count);
  const std::int64_t began = now_nanoseconds();
  for (std::uint32_t number = 0; number < count;) {
    const std::int64_t due = began + static_cast<std::int64_t>(number) * 1'000'000'000LL / per_second;
    if (now_nanoseconds() >= due) send(number++);
    collect(answers);
  }
  const std::int64_t ended = now_nanoseconds();
  while (answers.microseconds.size() < count && now_nanoseconds() < ended + 100'000'000LL)
    collect(answers);
  answers.asked = count;
  answers.asked_per_second = count * 1e9 / static_cast<double>(ended - began);
  std::ranges::sort(answers.microseconds);
  return answers;
}

bool Asker::is_answered() {
  for (int attempt = 0; attempt < 50; ++attempt) {
    if (!ask(100, std::chrono::milliseconds(50)).microseconds.empty()) return true;
  }
  return false;
}

}  // namespace herald::bars
