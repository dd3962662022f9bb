// How many routes go into how few messages, and that none is lost between them.
#include "core/base/random.h"
#include "core/bgp/framer.h"
#include "core/bgp/update.h"
#include "core/bgp/update_packer.h"
#include "tests/unit/bgp/updates.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

std::vector<Prefix> hosts(std::size_t count, net::Family family = net::Family::ipv4) {
  std::vector<Prefix> routes;
  routes.reserve(count);
  const net::U128 first = ip(family == net::Family::ipv4 ? "10.0.0.0" : "2001:db8::").value();
  for (std::size_t i = 0; i < count; ++i)
    routes.push_back(*Prefix::make(net::IpAddress::of(family, first + i), net::address_bits(family)));
  return routes;
}

PathAttributes plain(net::Family family) {
  PathAttributes attributes;
  attributes.as_path = {AsSegment{.asns = {Asn(65001)}}};
  attributes.next_hop.address = ip(family == net::Family::ipv4 ? "192.0.2.1" : "2001:db8::1");
  return attributes;
}

struct Packed {
  Bytes stream;
  std::size_t messages = 0;
};

// The loop that update_packer.h describes.
template <class Append>
Packed packed(const std::vector<Prefix>& routes, Append append) {
  Packed result;
  ByteWriter out(result.stream);
  for (auto rest = std::span(routes); !rest.empty();) {
    const std::size_t count = append(out, rest);
    EXPECT_GT(count, 0U);
    if (count == 0) break;
    rest = rest.subspan(count);
    ++result.messages;
  }
  return result;
}

Packed announced(const PathAttributes& attributes, const std::vector<Prefix>& routes,
                 const Dialect& dialect) {
  return packed(routes, [&](ByteWriter& out, std::span<const Prefix> rest) {
    return append_announcement(out, attributes, rest, dialect);
  });
}

Packed withdrawn(const std::vector<Prefix>& routes, const Dialect& dialect) {
  return packed(routes, [&](ByteWriter& out, std::span<const Prefix> rest) {
    return append_withdrawal(out, rest, dialect);
  });
}

// What a peer makes of the stream: every prefix, in the order in which they came.
struct Received {
  std::vector<Prefix> announced;
  std::vector<Prefix> withdrawn;
  std::vector<PathAttributes> attributes;
  std::size_t faults = 0;
};

void take(const Update& update, Received& received) {
  const auto add = [](std::vector<Prefix>& to) {
    return [&to](const Prefix& prefix) { to.push_back(prefix); };
  };
  update.announced.for_each(add(received.announced));
  update.withdrawn.for_each(add(received.withdrawn));
  if (update.mp_reach) update.mp_reach->prefixes.for_each(add(received.announced));
  if (update.mp_unreach) update.mp_unreach->prefixes.for_each(add(received.withdrawn));
  received.attributes.push_back(update.attributes);
  if (update.mp_reach) received.attributes.back().next_hop = update.mp_reach->next_hop;
  received.faults += update.faults;
}

Received received(const Packed& packed, const Dialect& dialect) {
  Received received;
  Framer framer;
  if (dialect.largest_sent > kLargestMessage) framer.allow_extended_messages();
  std::span<const std::uint8_t> input(packed.stream);
  while (true) {
    const auto message = framer.next(input);
    EXPECT_TRUE(message);
    if (!message || !*message) break;
    const auto update = parse_update((*message)->body, dialect);
    EXPECT_TRUE(update);
    if (update) take(*update, received);
  }
  return received;
}

Dialect extended(Dialect dialect) {
  dialect.largest_sent = kLargestExtendedMessage;
  return dialect;
}

// 4096 bytes less 23 of header and lengths and 20 of attributes hold 810 prefixes of 5 bytes.
TEST(BgpPacking, PacksAHundredThousandHostsIntoTheFewestMessages) {
  const auto routes = hosts(100000);
  const PathAttributes attributes = plain(net::Family::ipv4);
  EXPECT_EQ(announced(attributes, routes, external()).messages, (100000 + 809) / 810U);
  EXPECT_EQ(announced(attributes, routes, extended(external())).messages, (100000 + 13097) / 13098U);
  EXPECT_EQ(withdrawn(routes, external()).messages, (100000 + 813) / 814U);
}

TEST(BgpPacking, LosesNothingInEitherFamilyDialectOrDirection) {
  for (const net::Family family : {net::Family::ipv4, net::Family::ipv6}) {
    const auto routes = hosts(5000, family);
    const PathAttributes attributes = plain(family);
    for (const Dialect& dialect : {external(), extended(external()), two_octet_asns()}) {
      const Received up = received(announced(attributes, routes, dialect), dialect);
      EXPECT_EQ(up.announced, routes);
      EXPECT_EQ(up.faults, 0U);
      EXPECT_TRUE(std::ranges::all_of(up.attributes, [&](const auto& one) { return one == attributes; }));
      const Received down = received(withdrawn(routes, dialect), dialect);
      EXPECT_EQ(down.withdrawn, routes);
      EXPECT_EQ(down.faults, 0U);
    }
  }
}

TEST(BgpPacking, FillsAMessageToItsLastByte) {
  // 23 of header and lengths, 20 of attributes, 806 * 5 and 23 more: 24 bytes short of 4096 without them.
  auto routes = hosts(806);
  PathAttributes attributes = plain(net::Family::ipv4);
  attributes.communities.assign(5, kNoExport);  // 3 + 20
  Bytes bytes;
  ByteWriter out(bytes);
  EXPECT_EQ(append_announcement(out, attributes, routes, external()), 806U);
  EXPECT_EQ(bytes.size(), kLargestMessage);
  routes.push_back(prefix("0.0.0.0/0"));  // one byte
  bytes.clear();
  EXPECT_EQ(append_announcement(out, attributes, routes, external()), 806U);
}

PathAttributes random_attributes(Random& random, net::Family next_hop) {
  PathAttributes attributes = plain(next_hop);
  attributes.origin = static_cast<Origin>(random.below(3));
  attributes.as_path.clear();
  for (std::uint64_t i = random.below(4); i > 0; --i) {
    AsSegment segment;
    if (random.chance(1, 4)) segment.kind = AsSegment::Kind::set;
    for (std::uint64_t n = 1 + random.below(5); n > 0; --n)
      segment.asns.emplace_back(
          static_cast<std::uint32_t>(1 + random.below(random.chance(1, 2) ? 65535 : 4294967295)));
    attributes.as_path.push_back(std::move(segment));
  }
  if (next_hop == net::Family::ipv6 && random.chance(1, 2)) attributes.next_hop.link_local = ip("fe80::1");
  if (random.chance(1, 2)) attributes.med = static_cast<std::uint32_t>(random.next());
  if (random.chance(1, 2)) attributes.atomic_aggregate = true;
  if (random.chance(1, 2)) attributes.aggregator = Aggregator{Asn(4200000000), RouterId(9)};
  for (std::uint64_t i = random.below(100); i > 0; --i)
    attributes.communities.emplace_back(static_cast<std::uint32_t>(random.next()));
  for (std::uint64_t i = random.below(5); i > 0; --i)
    attributes.extended_communities.emplace_back(random.next());
  for (std::uint64_t i = random.below(5); i > 0; --i)
    attributes.large_communities.push_back({static_cast<std::uint32_t>(random.next()), 0, 1});
  return attributes;
}

std::vector<Prefix> random_routes(Random& random, net::Family family) {
  std::vector<Prefix> routes;
  const auto bits = static_cast<std::uint64_t>(net::address_bits(family));
  for (std::uint64_t i = 1 + random.below(2000); i > 0; --i) {
    const net::U128 value = net::U128{random.next()} << 64 | random.next();
    const auto address = net::IpAddress::of(family, value & net::highest_value(family));
    routes.push_back(*Prefix::make(address, static_cast<int>(random.below(bits + 1))));
  }
  return routes;
}

TEST(BgpPacking, WhatIsPackedIsReadBack) {
  Random random(3);
  for (int i = 0; i < 300; ++i) {
    Dialect dialect = random.chance(1, 2) ? external() : extended(external());
    dialect.extended_next_hop = random.chance(1, 2);
    const auto family = random.chance(1, 2) ? net::Family::ipv4 : net::Family::ipv6;
    const bool behind_v6 = family == net::Family::ipv6 || (dialect.extended_next_hop && random.chance(1, 2));
    const auto attributes = random_attributes(random, behind_v6 ? net::Family::ipv6 : net::Family::ipv4);
    const auto routes = random_routes(random, family);
    const Received got = received(announced(attributes, routes, dialect), dialect);
    EXPECT_EQ(got.announced, routes) << i;
    EXPECT_EQ(got.faults, 0U) << i;
    for (const PathAttributes& one : got.attributes)
      EXPECT_EQ(one, attributes) << i;
    EXPECT_EQ(received(withdrawn(routes, dialect), dialect).withdrawn, routes) << i;
  }
}

// AS_PATH and AS4_PATH together say what AS_PATH alone does in four octets.
TEST(BgpPacking, ATwoOctetPeerReadsTheSamePath) {
  Random random(5);
  for (int i = 0; i < 300; ++i) {
    PathAttributes attributes = random_attributes(random, net::Family::ipv4);
    for (AsSegment& segment : attributes.as_path)
      segment.kind = AsSegment::Kind::sequence;
    const Received got = received(announced(attributes, hosts(1), two_octet_asns()), two_octet_asns());
    ASSERT_EQ(got.attributes.size(), 1U);
    const auto flat = [](const AsPath& path) {
      std::vector<Asn> all;
      for (const AsSegment& segment : path)
        all.insert(all.end(), segment.asns.begin(), segment.asns.end());
      return all;
    };
    EXPECT_EQ(flat(got.attributes.front().as_path), flat(attributes.as_path)) << i;
  }
}

}  // namespace
}  // namespace herald::bgp
