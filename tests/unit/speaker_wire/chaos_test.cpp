// Anything that can go wrong, in any order, from a seed. Once it stops, each address has one owner that the
// client reaches, and nothing moves any more.
#include "core/base/random.h"
#include "tests/unit/speaker_wire/lan.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace herald::speaker::wire {
namespace {

constexpr std::uint8_t kNodes = 5;
constexpr std::uint32_t kAddresses = 15;

void upset(Lan& lan, Random& random) {
  const auto number = static_cast<std::uint8_t>(1 + random.below(kNodes));
  Node& node = lan.node(number);
  switch (random.below(7)) {
    case 0:
      return node.alive ? lan.crash(number) : lan.restart(number);
    case 1:
      if (node.alive) lan.set_link(number, kRingInterface, random.chance(1, 2));
      return;
    case 2:
      return lan.block_ring(number, random.chance(1, 2));
    case 3:
      if (node.alive) node.paused ? lan.resume(number) : lan.pause(number);
      return;
    case 4:
      return lan.order(number, {order::Drain{random.chance(1, 2)}});
    case 5:
      return lan.set_router(random.chance(1, 2));
    default:
      if (node.alive && !node.paused) lan.stop(number);
      return;
  }
}

void break_down(Lan& lan, Random& random) {
  const auto number = static_cast<std::uint8_t>(1 + random.below(kNodes));
  Node& node = lan.node(number);
  if (!node.alive) return lan.restart(number);
  if (node.paused) return lan.resume(number);
  switch (random.below(3)) {
    case 0:
      return lan.crash(number);
    case 1:
      return lan.set_link(number, kRingInterface, random.chance(1, 2));
    default:
      return lan.pause(number);
  }
}

void heal(Lan& lan) {
  lan.set_router(true);
  for (std::uint8_t number = 1; number <= kNodes; ++number) {
    lan.block_ring(number, false);
    Node& node = lan.node(number);
    if (node.paused) lan.resume(number);
    if (!node.alive || node.left) lan.restart(number);
    lan.set_link(number, kRingInterface, true);
    lan.order(number, {order::Drain{false}});
  }
}

void live_through(std::uint64_t seed) {
  Random random(seed);
  Lan lan(kNodes, {}, seed);
  const auto addresses = services(kAddresses);
  lan.want(addresses);
  lan.run(seconds(4));
  for (int i = 0; i < 60; ++i) {
    upset(lan, random);
    lan.run(milliseconds(random.below(2000)));
  }
  heal(lan);
  lan.run(seconds(15));
  lan.resolve_all();
  lan.forget_gaps();
  for (auto& [number, node] : lan.nodes())
    node.reports.clear();
  lan.run(seconds(20));
  for (const net::IpAddress& address : addresses)
    EXPECT_NE(lan.owner(address), 0) << address.to_string() << " with seed " << seed;
  EXPECT_EQ(lan.worst_gap(), Duration::zero()) << "with seed " << seed;
  EXPECT_EQ(lan.worst_overlap(), Duration::zero()) << "with seed " << seed;
  for (auto& [number, node] : lan.nodes())
    EXPECT_TRUE(node.told<report::Lost>().empty()) << int{number} << " with seed " << seed;
}

TEST(Chaos, WhenItStopsEveryAddressHasOneOwner) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed)
    live_through(seed);
}

// Nodes die, lose their link or stand still, but those that can hear each other do: never two that answer.
TEST(Chaos, MeanwhileNoAddressHasTwo) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    Random random(seed);
    Lan lan(kNodes, {}, seed);
    lan.want({service_ip(0), service_ip(1), service_ip(2), service_ip(3), service_ip(4)});
    lan.run(seconds(4));
    for (int i = 0; i < 40; ++i) {
      break_down(lan, random);
      lan.run(milliseconds(random.below(4000)));
    }
    EXPECT_LE(lan.worst_overlap(), milliseconds(20)) << "with seed " << seed;
  }
}

}  // namespace
}  // namespace herald::speaker::wire
