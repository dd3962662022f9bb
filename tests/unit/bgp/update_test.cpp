// UPDATEs in which nothing is wrong: RFC 4271 section 4.3, RFC 4760, RFC 2545, RFC 8950, RFC 6793, RFC 4724.
#include "core/bgp/update.h"

#include "core/bgp/as_path.h"
#include "tests/unit/bgp/updates.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

TEST(BgpUpdate, Ipv4FieldByField) {
  const Bytes body = joined({
      {0x00, 0x05},                            // withdrawn routes: 5 bytes
      {24, 198, 51, 100},                      // 198.51.100.0/24
      {0},                                     // 0.0.0.0/0
      {0x00, 0x52},                            // path attributes: 82 bytes
      {0x40, 1, 1, 2},                         // ORIGIN: incomplete
      {0x40, 2, 10, 2, 2},                     // AS_PATH: a sequence of two
      {0x00, 0x00, 0xfd, 0xe9},                //   65001
      {0xfa, 0x56, 0xea, 0x00},                //   4200000000
      {0x40, 3, 4, 192, 0, 2, 1},              // NEXT_HOP: 192.0.2.1
      {0x80, 4, 4, 0x00, 0x00, 0x00, 0x64},    // MULTI_EXIT_DISC: 100
      {0x40, 6, 0},                            // ATOMIC_AGGREGATE
      {0xc0, 7, 8, 0x00, 0x00, 0xfd, 0xe9},    // AGGREGATOR: 65001
      {192, 0, 2, 9},                          //   by 192.0.2.9
      {0xc0, 8, 8, 0xff, 0xff, 0xff, 0x01},    // COMMUNITIES: NO_EXPORT
      {0xfd, 0xe8, 0x00, 0x07},                //   65000:7
      {0xc0, 16, 8, 0x40, 0x04, 0xfd, 0xe8},   // EXTENDED COMMUNITIES: link bandwidth, 65000
      {0x4b, 0x18, 0x96, 0x80},                //   10,000,000 bytes/s
      {0xc0, 32, 12, 0xfa, 0x56, 0xea, 0x00},  // LARGE_COMMUNITY: 4200000000
      {0, 0, 0, 1, 0, 0, 0, 2},                //   :1:2
      {24, 203, 0, 113},                       // 203.0.113.0/24
      {32, 203, 0, 114, 7},                    // 203.0.114.7/32
  });
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  PathAttributes expected;
  expected.origin = Origin::incomplete;
  expected.as_path = {AsSegment{.asns = {Asn(65001), Asn(4200000000)}}};
  expected.next_hop = {ip("192.0.2.1"), std::nullopt};
  expected.med = 100;
  expected.atomic_aggregate = true;
  expected.aggregator = Aggregator{Asn(65001), RouterId(0xc0000209)};
  expected.communities = {kNoExport, community(65000, 7)};
  expected.extended_communities = {ExtendedCommunity(0x4004'fde8'4b18'9680ULL)};
  expected.large_communities = {{4200000000, 1, 2}};
  EXPECT_EQ(update->attributes, expected);
  EXPECT_TRUE(update->has_attributes);
  EXPECT_EQ(listed(update->withdrawn), prefixes({"198.51.100.0/24", "0.0.0.0/0"}));
  EXPECT_EQ(listed(update->announced), prefixes({"203.0.113.0/24", "203.0.114.7/32"}));
  EXPECT_EQ(update->fault, std::nullopt);
  EXPECT_EQ(update->faults, 0U);
  EXPECT_EQ(update->end_of_rib, std::nullopt);
  EXPECT_EQ(count_of(*update, net::Family::ipv4), (RouteCount{2, 2}));
  EXPECT_EQ(count_of(*update, net::Family::ipv6), RouteCount{});
}

TEST(BgpUpdate, Ipv6FieldByField) {
  const Bytes body = joined({
      {0x00, 0x00},                                                  // no withdrawn routes
      {0x00, 0x4c},                                                  // path attributes: 76 bytes
      {0x90, 14, 0x00, 0x30},                                        // MP_REACH_NLRI: 48 bytes
      {0x00, 0x02, 0x01},                                            //   AFI IPv6, SAFI unicast
      {32},                                                          //   next hop: 32 bytes
      {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},  //   2001:db8::1
      {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2},        //   fe80::2
      {0},                                                           //   reserved
      {48, 0x20, 0x01, 0x0d, 0xb8, 0, 1},                            //   2001:db8:1::/48
      {24, 0x20, 0x01, 0x0d},                                        //   2001:d00::/24
      {0x80, 15, 8, 0x00, 0x02, 0x01},                               // MP_UNREACH_NLRI: AFI IPv6, unicast
      {32, 0x20, 0x01, 0x0d, 0xb8},                                  //   2001:db8::/32
      {0x40, 1, 1, 0},                                               // ORIGIN: IGP
      {0x40, 2, 6, 2, 1, 0x00, 0x00, 0xfd, 0xe9},                    // AS_PATH: 65001
  });
  ASSERT_EQ(two_octets(body.size() - 4), (Bytes{body[2], body[3]})) << "the literal itself";
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  ASSERT_TRUE(update->mp_reach);
  EXPECT_EQ(update->mp_reach->family, kIpv6Unicast);
  EXPECT_EQ(update->mp_reach->next_hop, (NextHop{ip("2001:db8::1"), ip("fe80::2")}));
  EXPECT_EQ(listed(update->mp_reach->prefixes), prefixes({"2001:db8:1::/48", "2001:d00::/24"}));
  ASSERT_TRUE(update->mp_unreach);
  EXPECT_EQ(listed(update->mp_unreach->prefixes), prefixes({"2001:db8::/32"}));
  EXPECT_EQ(count_of(*update, net::Family::ipv6), (RouteCount{2, 1}));
  EXPECT_EQ(count_of(*update, net::Family::ipv4), RouteCount{});
  EXPECT_EQ(update->faults, 0U);
}

TEST(BgpUpdate, OnlyWithdrawalsNeedNoAttributes) {
  const auto body = update_body(one_route(), {}, {});
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_FALSE(update->has_attributes);
  EXPECT_EQ(count_of(*update, net::Family::ipv4), (RouteCount{0, 1}));
  EXPECT_EQ(update->end_of_rib, std::nullopt);
  EXPECT_EQ(update->faults, 0U);
}

TEST(BgpUpdate, EndOfRibOfEachFamily) {
  struct Row {
    Bytes attributes;
    AfiSafi family;
  };
  const Row rows[] = {{{}, kIpv4Unicast},
                      {{0x80, 15, 3, 0, 1, 1}, kIpv4Unicast},
                      {{0x80, 15, 3, 0, 2, 1}, kIpv6Unicast},
                      {{0x90, 15, 0, 3, 0, 2, 1}, kIpv6Unicast},
                      {{0x80, 15, 3, 0, 25, 70}, {25, 70}}};
  for (const Row& row : rows) {
    const auto body = update_body({}, row.attributes, {});
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update);
    EXPECT_EQ(update->end_of_rib, row.family);
  }
}

TEST(BgpUpdate, AWithdrawalOfAnUnknownFamilyIsNoEndOfRib) {
  const auto body = update_body({}, {0x80, 15, 5, 0, 25, 70, 1, 2}, {});
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->end_of_rib, std::nullopt);
}

TEST(BgpUpdate, PassesOverFamiliesThatNobodyHereKnows) {
  const Bytes reach = attribute(0x80, AttributeType::mp_reach, {0, 25, 70, 2, 9, 9, 0, 1, 2, 3});
  const auto body = update_body({}, joined({reach, origin_igp(), as_path_65001()}), {});
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->faults, 0U);
  EXPECT_EQ(update->mp_reach->family, (AfiSafi{25, 70}));
  EXPECT_TRUE(update->mp_reach->prefixes.empty());
}

TEST(BgpUpdate, TakesIpv4BehindIpv6OnceAgreedUpon) {
  Bytes value = mp_reach_value();
  value[1] = 1;      // AFI IPv4 behind the same next hop
  value.resize(21);  // up to the reserved byte
  value.insert(value.end(), {24, 203, 0, 113});
  const Bytes attributes =
      joined({attribute(0x80, AttributeType::mp_reach, value), origin_igp(), as_path_65001()});
  const auto body = update_body({}, attributes, {});
  Dialect dialect = external();
  dialect.extended_next_hop = true;
  const auto agreed = parse_update(body, dialect);
  ASSERT_TRUE(agreed);
  EXPECT_EQ(agreed->faults, 0U);
  EXPECT_EQ(agreed->mp_reach->next_hop.address, ip("2001:db8::1"));
  EXPECT_EQ(count_of(*agreed, net::Family::ipv4), (RouteCount{1, 0}));
  const auto not_agreed = parse_update(body, external());
  ASSERT_TRUE(not_agreed);
  EXPECT_EQ(not_agreed->fault->severity, Severity::family_disable);
}

TEST(BgpUpdate, ASecondNextHopThatIsNotLinkLocalIsNone) {
  Bytes value = joined({{0, 2, 1, 32}, Bytes(15, 0x20), {1}, Bytes(16, 0), {0}, {0}});
  const auto body = update_body(
      {}, joined({attribute(0x80, AttributeType::mp_reach, value), origin_igp(), as_path_65001()}), {});
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->mp_reach->next_hop.link_local, std::nullopt);
}

TEST(BgpUpdate, InternalPeersSendALocalPreference) {
  const auto body = update_body(
      {}, joined({mandatory(), attribute(0x40, AttributeType::local_pref, {0, 0, 0, 200})}), one_route());
  const auto update = parse_update(body, internal());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->attributes.local_pref, 200U);
  EXPECT_EQ(update->faults, 0U);
}

// RFC 6793 section 4.2.3.
TEST(BgpUpdate, RestoresWideAsNumbersOfAPeerThatKnowsNone) {
  const Bytes attributes = joined({
      origin_igp(),
      {0x40, 2, 6, 2, 2, 0xfd, 0xe9, 0x5b, 0xa0},           // AS_PATH: 65001, AS_TRANS
      next_hop_v4(),                                        //
      {0xc0, 7, 6, 0x5b, 0xa0, 192, 0, 2, 9},               // AGGREGATOR: AS_TRANS
      {0xc0, 17, 6, 2, 1, 0xfa, 0x56, 0xea, 0x00},          // AS4_PATH: 4200000000
      {0xc0, 18, 8, 0xfa, 0x56, 0xea, 0x00, 192, 0, 2, 9},  // AS4_AGGREGATOR: 4200000000
  });
  const auto body = update_body({}, attributes, one_route());
  const auto update = parse_update(body, two_octet_asns());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->faults, 0U);
  EXPECT_EQ(update->attributes.as_path, (AsPath{AsSegment{.asns = {Asn(65001), Asn(4200000000)}}}));
  EXPECT_EQ(update->attributes.aggregator, (Aggregator{Asn(4200000000), RouterId(0xc0000209)}));
}

TEST(BgpUpdate, DistrustsAs4PathBehindAnAggregatorThatIsNotAsTrans) {
  const Bytes attributes = joined({
      origin_igp(),
      {0x40, 2, 6, 2, 2, 0xfd, 0xe9, 0x5b, 0xa0},
      next_hop_v4(),
      {0xc0, 7, 6, 0xfd, 0xe9, 192, 0, 2, 9},
      {0xc0, 17, 6, 2, 1, 0xfa, 0x56, 0xea, 0x00},
      {0xc0, 18, 8, 0xfa, 0x56, 0xea, 0x00, 192, 0, 2, 9},
  });
  const auto body = update_body({}, attributes, one_route());
  const auto update = parse_update(body, two_octet_asns());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->attributes.as_path, (AsPath{AsSegment{.asns = {Asn(65001), kAsTrans}}}));
  EXPECT_EQ(update->attributes.aggregator->asn, Asn(65001));
}

TEST(BgpUpdate, DoesNotReadAs4PathFromAPeerThatNeedsNone) {
  const Bytes attributes =
      joined({mandatory(), attribute(0xc0, AttributeType::as4_path, {2, 1, 0xfa, 0x56, 0xea, 0x00})});
  const auto body = update_body({}, attributes, one_route());
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->attributes.as_path, (AsPath{AsSegment{.asns = {Asn(65001)}}}));
}

TEST(BgpUpdate, TakesAttributesInAnyOrderAndWithAnyPartialBit) {
  const Bytes attributes = joined({next_hop_v4(), attribute(0xe0, AttributeType::communities, {0, 1, 0, 2}),
                                   as_path_65001(), origin_igp()});
  const auto body = update_body({}, attributes, one_route());
  const auto update = parse_update(body, external());
  ASSERT_TRUE(update);
  EXPECT_EQ(update->faults, 0U);
  EXPECT_EQ(update->attributes.communities, std::vector{community(1, 2)});
}

TEST(BgpUpdate, PassesOverOptionalAttributesThatNobodyHereKnows) {
  for (const std::uint8_t flags : Bytes{0x80, 0xc0, 0xe0}) {
    const auto unknown = attribute(flags, static_cast<AttributeType>(222), {1, 2, 3});
    const auto body = update_body({}, joined({mandatory(), unknown}), one_route());
    const auto update = parse_update(body, external());
    ASSERT_TRUE(update);
    EXPECT_EQ(update->faults, 0U);
    EXPECT_EQ(count_of(*update, net::Family::ipv4), (RouteCount{1, 0}));
  }
}

}  // namespace
}  // namespace herald::bgp
