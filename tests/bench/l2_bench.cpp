// What the fast path of layer 2 costs for a frame, without the kernel's part of the way; and what a takeover
// costs the announcer.
#include "core/base/bytes.h"
#include "core/l2/announcer.h"
#include "core/l2/responder.h"
#include "core/net/solicited_node.h"
#include "core/wire/arp.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"

#include <cstdint>
#include <optional>
#include <vector>

#include <benchmark/benchmark.h>

namespace herald::bench {
namespace {

using benchmark::State;
using Frame = std::vector<std::uint8_t>;

constexpr l2::Link kLink{l2::InterfaceIndex(2), net::MacAddress({2, 0, 0, 0, 0, 1})};
constexpr net::MacAddress kAsker({2, 0, 0, 0, 0, 9});

net::IpAddress v4(std::uint32_t n) {
  return net::IpAddress::v4((10U << 24) + n);
}
net::IpAddress v6(std::uint32_t n) {
  return net::IpAddress::v6(net::make_u128(0x20010db800000000ULL, n));
}

template <class Packet>
Frame frame_of(const net::MacAddress& to, std::uint16_t type, const Packet& packet) {
  Frame frame;
  ByteWriter out(frame);
  wire::EthernetHeader{.destination = to, .source = kAsker, .vlan = std::nullopt, .type = type}.append_to(
      out);
  packet.append_to(out);
  return frame;
}

Frame arp_request(std::uint32_t target) {
  return frame_of(net::MacAddress::broadcast(), wire::kEtherTypeArp,
                  wire::ArpPacket{wire::ArpOperation::request, kAsker, v4(1U << 23), {}, v4(target)});
}

Frame solicitation(std::uint32_t target) {
  const net::IpAddress group = net::solicited_node(v6(target));
  return frame_of(net::multicast_mac(group), wire::kEtherTypeIpv6,
                  wire::NdpPacket{v6(1U << 23), group, wire::NeighborSolicitation{v6(target), kAsker}});
}

l2::Responder responder_with(std::uint32_t addresses) {
  l2::Responder responder;
  responder.set_scope(l2::Scope(0), {kLink.index});
  for (std::uint32_t i = 0; i < addresses; ++i) {
    responder.announce(v4(i), l2::Scope(0));
    responder.announce(v6(i), l2::Scope(0));
  }
  return responder;
}

// Argument: how many addresses of each family are announced.
void Answer(State& state, Frame (*question)(std::uint32_t), bool ours) {
  const auto addresses = static_cast<std::uint32_t>(state.range(0));
  const l2::Responder responder = responder_with(addresses);
  std::vector<Frame> questions;
  for (std::uint32_t i = 0; i < 1024; ++i)
    questions.push_back(question(ours ? i * 7919 % addresses : addresses + i));
  Frame reply;
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(responder.answer(kLink, questions[next], reply));
    next = (next + 1) % questions.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}
BENCHMARK_CAPTURE(Answer, arp, arp_request, true)->Arg(1)->Arg(1000)->Arg(100'000);
BENCHMARK_CAPTURE(Answer, arp_of_others, arp_request, false)->Arg(1000);
BENCHMARK_CAPTURE(Answer, solicitation, solicitation, true)->Arg(1)->Arg(1000)->Arg(100'000);
BENCHMARK_CAPTURE(Answer, solicitation_of_others, solicitation, false)->Arg(1000);

// Argument: how many addresses are gained at once.
void TakeOver(State& state) {
  const auto addresses = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    l2::Announcer announcer({}, 1);
    const Instant now = Instant{} + std::chrono::hours(1);
    benchmark::DoNotOptimize(announcer.step(now, l2::announcer::LinksChanged{l2::Scope(0), {kLink}}));
    for (std::uint32_t i = 0; i < addresses; ++i)
      benchmark::DoNotOptimize(announcer.step(now, l2::announcer::Gain{v4(i), l2::Scope(0), false}));
    benchmark::DoNotOptimize(announcer.step(now, l2::announcer::Tick{}));
  }
}
BENCHMARK(TakeOver)->Arg(100)->Arg(10'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace herald::bench
