// Peers that send garbage, and peers that send everything: every bit flipped, and a million routes that
// nobody wants.
#include "core/bgp/capability.h"
#include "core/bgp/framer.h"
#include "core/bgp/open.h"
#include "core/bgp/update.h"
#include "core/bgp/update_packer.h"
#include "tests/unit/allocation_count/allocation_count.h"
#include "tests/unit/bgp/updates.h"

#include <algorithm>
#include <cstddef>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Bytes full_update() {
  return update_body(one_route(),
                     joined({attribute(0x90, AttributeType::mp_reach, mp_reach_value()), mandatory(),
                             attribute(0x80, AttributeType::med, {0, 0, 0, 1}),
                             attribute(0xc0, AttributeType::communities, {0, 1, 0, 2}),
                             attribute(0x80, AttributeType::mp_unreach, {0, 2, 1, 8, 0x20})}),
                     one_route());
}

TEST(BgpHostile, EveryFlippedBitOfAnUpdateParsesOrFailsWithItsPlace) {
  const Bytes good = full_update();
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1U << bit % 8);
    const auto update = parse_update(bad, external());
    if (update) {
      const auto total = count_of(*update, net::Family::ipv4);
      EXPECT_LE(total.announced + total.withdrawn, bad.size());
      EXPECT_EQ(update->fault.has_value(), update->faults > 0);
      continue;
    }
    EXPECT_EQ(update.error().severity, Severity::session_reset) << bit;
    EXPECT_EQ(update.error().notification.code, 3) << bit;
    EXPECT_LE(update.error().offset, bad.size()) << bit;
  }
}

TEST(BgpHostile, EveryFlippedBitOfAnOpenParsesOrFailsWithItsPlace) {
  Open open;
  open.asn = Asn(65001);
  open.router_id = RouterId(7);
  open.hold_time = std::chrono::seconds(90);
  open.capabilities.families = {kIpv4Unicast, kIpv6Unicast};
  open.capabilities.four_octet_asn = open.asn;
  open.capabilities.graceful_restart = GracefulRestart{.states = {{kIpv4Unicast, true}}};
  open.capabilities.fqdn = Fqdn{"node", "lab"};
  const Bytes good = body_of(bytes_of(open));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ 1U << bit % 8);
    const auto parsed = parse_open(bad);
    if (parsed) continue;
    EXPECT_EQ(parsed.error().notification.code, 2) << bit;
    EXPECT_LE(parsed.error().offset, bad.size()) << bit;
  }
}

TEST(BgpHostile, AMillionRoutesCostNoMemory) {
  constexpr std::size_t kRoutes = 1'000'000;
  std::vector<Prefix> routes;
  routes.reserve(700);
  for (std::uint32_t i = 0; i < 700; ++i)
    routes.push_back(*Prefix::make(net::IpAddress::v4(0x0a000000 + i), 32));
  PathAttributes attributes;
  attributes.as_path = {AsSegment{.asns = {Asn(65001)}}};
  attributes.next_hop.address = ip("192.0.2.1");
  Bytes stream;
  ByteWriter out(stream);
  ASSERT_EQ(append_announcement(out, attributes, routes, external()), routes.size());

  Framer framer;
  std::size_t received = 0;
  std::size_t messages = 0;
  const auto read = [&](std::span<const std::uint8_t> chunk) {
    while (true) {
      const auto message = framer.next(chunk);
      ASSERT_TRUE(message);
      if (!*message) break;
      const auto update = parse_update((*message)->body, external());
      ASSERT_TRUE(update);
      received += count_of(*update, net::Family::ipv4).announced;
      ++messages;
    }
  };
  const std::uint64_t allocated = tests::allocated_bytes_of([&] {
    while (received < kRoutes && !testing::Test::HasFatalFailure()) {
      for (std::span<const std::uint8_t> rest(stream); !rest.empty();) {
        const auto chunk = rest.first(std::min<std::size_t>(rest.size(), 1448));
        rest = rest.subspan(chunk.size());
        read(chunk);
      }
    }
  });
  EXPECT_GE(received, kRoutes);
  // Each message pays for its AS path only, the framer once for the greatest message.
  EXPECT_LT(allocated / messages, 64U);
  EXPECT_LT(framer.buffered(), kLargestMessage);
}

// Twenty thousand faults in one message: one is kept.
TEST(BgpHostile, AMessageFullOfFaultsCostsOneFault) {
  Bytes attributes = mandatory();
  while (attributes.size() < 65000)
    attributes.insert(attributes.end(), {0x80, 4, 0});  // MULTI_EXIT_DISC without a value, again and again
  const Bytes body = update_body({}, attributes, one_route());
  std::size_t faults = 0;
  const std::uint64_t allocated = tests::allocated_bytes_of([&] {
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update);
    faults = update->faults;
  });
  EXPECT_GT(faults, 20000U);
  EXPECT_LT(allocated, 4096U);
}

}  // namespace
}  // namespace herald::bgp
