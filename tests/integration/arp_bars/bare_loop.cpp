#include "tests/integration/arp_bars/bare_loop.h"

#include "core/base/check.h"
#include "speaker/io/thread_priority.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include <pcap/pcap.h>

namespace herald::bars {

namespace {

// "arp[6:2] == 1 and arp dst host 10.0.0.220". libpcap's compiler of such expressions is not part of the
// archive as we link it (speaker/io/pcap_omissions.cpp).
std::array<bpf_insn, 8> questions() {
  return {{
      BPF_STMT(BPF_LD + BPF_H + BPF_ABS, 12),             // EtherType
      BPF_JUMP(BPF_JMP + BPF_JEQ + BPF_K, 0x0806, 0, 5),  // ARP
      BPF_STMT(BPF_LD + BPF_H + BPF_ABS, 20),             // operation
      BPF_JUMP(BPF_JMP + BPF_JEQ + BPF_K, 1, 0, 3),       // request
      BPF_STMT(BPF_LD + BPF_W + BPF_ABS, 38),             // target
      BPF_JUMP(BPF_JMP + BPF_JEQ + BPF_K, 0x0a0000dc, 0, 1),
      BPF_STMT(BPF_RET + BPF_K, 0x40000),
      BPF_STMT(BPF_RET + BPF_K, 0),
  }};
}

}  // namespace

struct BareLoop::Handle {
  pcap_t* pcap = nullptr;
  std::array<std::uint8_t, 6> mac{};
  std::array<std::uint8_t, 42> reply{};
  std::thread thread;

  static void answer(u_char* self, const pcap_pkthdr* header, const u_char* frame) {
    if (header->caplen < 42) return;
    Handle& handle = *reinterpret_cast<Handle*>(self);
    std::uint8_t* const reply = handle.reply.data();
    std::memcpy(reply, frame + 22, 6);  // to the sender
    std::memcpy(reply + 6, handle.mac.data(), 6);
    std::memcpy(reply + 12, frame + 12, 8);  // ARP over Ethernet
    reply[20] = 0;
    reply[21] = 2;
    std::memcpy(reply + 22, handle.mac.data(), 6);
    std::memcpy(reply + 28, frame + 38, 4);
    std::memcpy(reply + 32, frame + 22, 10);
    pcap_inject(handle.pcap, reply, handle.reply.size());
  }
};

BareLoop::BareLoop(const netns::NetworkNamespace& where, const std::string& interface,
                   const std::array<std::uint8_t, 6>& mac)
    : handle_(std::make_unique<Handle>()) {
  handle_->mac = mac;
  where.run([&] {
    std::array<char, PCAP_ERRBUF_SIZE> error{};
    pcap_t* const pcap = pcap_create(interface.c_str(), error.data());
    HERALD_CHECK(pcap != nullptr);
    pcap_set_snaplen(pcap, 128);
    pcap_set_immediate_mode(pcap, 1);
    pcap_set_buffer_size(pcap, 2 << 20);
    HERALD_CHECK(pcap_activate(pcap) >= 0);
    std::array<bpf_insn, 8> instructions = questions();
    bpf_program filter{.bf_len = instructions.size(), .bf_insns = instructions.data()};
    HERALD_CHECK(pcap_setfilter(pcap, &filter) == 0);
    HERALD_CHECK(pcap_setdirection(pcap, PCAP_D_IN) == 0);
    handle_->pcap = pcap;
    handle_->thread = std::thread([handle = handle_.get()] {
      speaker::io::favour_this_thread();
      pcap_loop(handle->pcap, -1, &Handle::answer, reinterpret_cast<u_char*>(handle));
    });
  });
}

BareLoop::~BareLoop() {
  pcap_breakloop(handle_->pcap);
  handle_->thread.join();
  pcap_close(handle_->pcap);
}

}  // namespace herald::bars
