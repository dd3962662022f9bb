#include "speaker/io/capture_filter.h"

#include "core/wire/ethernet.h"
#include "core/wire/icmpv6.h"

#include <algorithm>
#include <linux/if_packet.h>

namespace herald::speaker::io {
namespace {

// Offsets in an untagged frame; the kernel keeps a tag beside the frame.
constexpr std::uint32_t kEtherType = 12;
constexpr std::uint32_t kArpOperation = 20;
constexpr std::uint32_t kArpSender = 28;
constexpr std::uint32_t kArpTarget = 38;
constexpr std::uint32_t kIpv6NextHeader = 20;
constexpr std::uint32_t kIcmpv6Type = 54;
constexpr std::uint32_t kNdTarget = 62;

constexpr std::uint32_t kArpRequest = 1;
constexpr std::uint32_t kNeighborSolicitation = 135;
constexpr std::uint32_t kNeighborAdvertisement = 136;

constexpr int kLoadWord = BPF_LD | BPF_W | BPF_ABS;
constexpr int kLoadHalf = BPF_LD | BPF_H | BPF_ABS;
constexpr int kLoadByte = BPF_LD | BPF_B | BPF_ABS;
constexpr int kIfEqual = BPF_JMP | BPF_JEQ | BPF_K;
constexpr int kIfAtLeast = BPF_JMP | BPF_JGE | BPF_K;

constexpr std::uint32_t ancillary(int which) {
  return static_cast<std::uint32_t>(SKF_AD_OFF + which);
}

sock_filter drop() {
  return bpf_statement(BPF_RET | BPF_K, 0);
}
sock_filter skip(std::size_t instructions) {
  return bpf_statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(instructions));
}

void append(BpfProgram& program, const BpfProgram& fragment) {
  program.insert(program.end(), fragment.begin(), fragment.end());
}

// Runs on with frames to this host, to all or to a group; not with our own (the kernel shows those to sockets
// like ours too) nor with those to others, which only a promiscuous interface lets in. The tag of a VLAN does
// not stand in the frame here; the reader sees it, and counts those of other VLANs.
BpfProgram ours_only() {
  return {bpf_statement(kLoadWord, ancillary(SKF_AD_PKTTYPE)), bpf_jump(kIfAtLeast, PACKET_OTHERHOST, 0, 1),
          drop()};
}

BpfProgram arp(const net::IpRangeSet& ranges) {
  const BpfProgram target = match_address(kArpTarget, net::Family::ipv4, ranges);
  BpfProgram program{bpf_statement(kLoadHalf, kArpOperation), bpf_jump(kIfEqual, kArpRequest, 1, 0),
                     skip(target.size())};
  append(program, target);
  append(program, match_address(kArpSender, net::Family::ipv4, ranges));
  program.push_back(drop());
  return program;
}

BpfProgram icmpv6(const net::IpRangeSet& ranges) {
  BpfProgram program{bpf_statement(kLoadByte, kIpv6NextHeader),
                     bpf_jump(kIfEqual, herald::wire::kNextHeaderIcmpv6, 1, 0), drop(),
                     bpf_statement(kLoadByte, kIcmpv6Type)};
  append(program, {bpf_jump(kIfEqual, kNeighborSolicitation, 2, 0),
                   bpf_jump(kIfEqual, kNeighborAdvertisement, 1, 0), drop()});
  append(program, match_address(kNdTarget, net::Family::ipv6, ranges));
  program.push_back(drop());
  return program;
}

BpfProgram assemble(const net::IpRangeSet& ranges, std::size_t limit) {
  const BpfProgram on_arp = arp(coarsened(ranges, net::Family::ipv4, limit));
  const BpfProgram on_ipv6 = icmpv6(coarsened(ranges, net::Family::ipv6, limit));
  BpfProgram program = ours_only();
  append(program,
         {bpf_statement(kLoadHalf, kEtherType), bpf_jump(kIfEqual, herald::wire::kEtherTypeArp, 3, 0),
          bpf_jump(kIfEqual, herald::wire::kEtherTypeIpv6, 0, 1), skip(on_arp.size() + 1), drop()});
  append(program, on_arp);
  append(program, on_ipv6);
  return program;
}

}  // namespace

BpfProgram capture_filter(const std::vector<net::IpRange>& targets, std::size_t budget) {
  net::IpRangeSet ranges;
  for (const net::IpRange& range : targets)
    ranges.insert(range);
  std::size_t limit = std::max<std::size_t>(ranges.ranges().size(), 1);
  BpfProgram program = assemble(ranges, limit);
  while (program.size() > budget && limit > 1) {
    limit = limit * 3 / 4;
    program = assemble(ranges, limit);
  }
  return program;
}

}  // namespace herald::speaker::io
