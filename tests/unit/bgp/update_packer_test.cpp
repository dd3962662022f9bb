// Outbound UPDATEs: the layouts of RFC 4271 section 4.3, RFC 4760, RFC 8950, RFC 6793 and RFC 4724.
#include "core/bgp/update_packer.h"

#include "core/bgp/as_path.h"
#include "core/bgp/update.h"
#include "tests/unit/bgp/updates.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

PathAttributes behind(std::string_view next_hop) {
  PathAttributes attributes;
  attributes.as_path = {AsSegment{.asns = {Asn(65001)}}};
  attributes.next_hop = {ip(next_hop), std::nullopt};
  return attributes;
}

Dialect extended_next_hop() {
  Dialect dialect = external();
  dialect.extended_next_hop = true;
  return dialect;
}

// One message with all of the routes.
Bytes announced(const PathAttributes& attributes, const std::vector<Prefix>& routes, const Dialect& dialect) {
  Bytes bytes;
  ByteWriter out(bytes);
  EXPECT_EQ(append_announcement(out, attributes, routes, dialect), routes.size());
  return bytes;
}

Bytes withdrawn(const std::vector<Prefix>& routes, const Dialect& dialect) {
  Bytes bytes;
  ByteWriter out(bytes);
  EXPECT_EQ(append_withdrawal(out, routes, dialect), routes.size());
  return bytes;
}

TEST(BgpPacker, Ipv4FieldByField) {
  PathAttributes attributes = behind("192.0.2.1");
  attributes.med = 100;
  attributes.local_pref = 200;
  attributes.communities = {kNoExport};
  attributes.extended_communities = {ExtendedCommunity(0x4004'fde8'4b18'9680ULL)};
  attributes.large_communities = {{4200000000, 1, 2}};
  attributes.atomic_aggregate = true;
  attributes.aggregator = Aggregator{Asn(65001), RouterId(0xc0000209)};
  const Bytes expected = joined({
      marker(),
      {0x00, 0x72},                                                    // length 114
      {0x02},                                                          // type UPDATE
      {0x00, 0x00},                                                    // nothing withdrawn
      {0x00, 0x51},                                                    // path attributes: 81 bytes
      {0x40, 1, 1, 0},                                                 // ORIGIN: IGP
      {0x40, 2, 6, 2, 1, 0x00, 0x00, 0xfd, 0xe9},                      // AS_PATH: 65001
      {0x40, 3, 4, 192, 0, 2, 1},                                      // NEXT_HOP
      {0x80, 4, 4, 0, 0, 0, 100},                                      // MULTI_EXIT_DISC
      {0x40, 5, 4, 0, 0, 0, 200},                                      // LOCAL_PREF
      {0x40, 6, 0},                                                    // ATOMIC_AGGREGATE
      {0xc0, 7, 8, 0x00, 0x00, 0xfd, 0xe9, 192, 0, 2, 9},              // AGGREGATOR
      {0xc0, 8, 4, 0xff, 0xff, 0xff, 0x01},                            // COMMUNITIES: NO_EXPORT
      {0xc0, 16, 8, 0x40, 0x04, 0xfd, 0xe8, 0x4b, 0x18, 0x96, 0x80},   // EXTENDED: link bandwidth
      {0xc0, 32, 12, 0xfa, 0x56, 0xea, 0x00, 0, 0, 0, 1, 0, 0, 0, 2},  // LARGE_COMMUNITY
      {24, 203, 0, 113},                                               // 203.0.113.0/24
      {32, 203, 0, 114, 7},                                            // 203.0.114.7/32
      {0},                                                             // 0.0.0.0/0
  });
  EXPECT_EQ(announced(attributes, prefixes({"203.0.113.0/24", "203.0.114.7/32", "0.0.0.0/0"}), external()),
            expected);
}

TEST(BgpPacker, Ipv6FieldByField) {
  PathAttributes attributes = behind("2001:db8::1");
  attributes.next_hop.link_local = ip("fe80::2");
  const Bytes expected = joined({
      marker(),
      {0x00, 0x57},                                                     // length 87
      {0x02},                                                           // type UPDATE
      {0x00, 0x00},                                                     // nothing withdrawn
      {0x00, 0x40},                                                     // path attributes: 64 bytes
      {0x80, 14, 48, 0x00, 0x02, 0x01},                                 // MP_REACH_NLRI: IPv6 unicast
      {32},                                                             //   two next hops
      {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01},  //   2001:db8::1
      {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02},        //   fe80::2
      {0},                                                              //   reserved
      {48, 0x20, 0x01, 0x0d, 0xb8, 0, 1},                               //   2001:db8:1::/48
      {24, 0x20, 0x01, 0x0d},                                           //   2001:d00::/24
      {0x40, 1, 1, 0},                                                  // ORIGIN: IGP
      {0x40, 2, 6, 2, 1, 0x00, 0x00, 0xfd, 0xe9},                       // AS_PATH: 65001
  });
  EXPECT_EQ(announced(attributes, prefixes({"2001:db8:1::/48", "2001:d00::/24"}), external()), expected);
}

TEST(BgpPacker, Ipv4BehindIpv6FieldByField) {
  const Bytes expected = joined({
      marker(),
      {0x00, 0x40},                                                     // length 64
      {0x02},                                                           // type UPDATE
      {0x00, 0x00},                                                     // nothing withdrawn
      {0x00, 0x29},                                                     // path attributes: 41 bytes
      {0x80, 14, 25, 0x00, 0x01, 0x01},                                 // MP_REACH_NLRI: IPv4 unicast
      {16},                                                             //   one next hop
      {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01},  //   2001:db8::1
      {0},                                                              //   reserved
      {24, 203, 0, 113},                                                //   203.0.113.0/24
      {0x40, 1, 1, 0},                                                  // ORIGIN: IGP
      {0x40, 2, 6, 2, 1, 0x00, 0x00, 0xfd, 0xe9},                       // AS_PATH: 65001
  });
  EXPECT_EQ(announced(behind("2001:db8::1"), prefixes({"203.0.113.0/24"}), extended_next_hop()), expected);
}

TEST(BgpPacker, WithdrawalsFieldByField) {
  EXPECT_EQ(withdrawn(prefixes({"203.0.113.0/24", "0.0.0.0/0"}), external()),
            joined({
                marker(),
                {0x00, 0x1c},       // length 28
                {0x02},             // type UPDATE
                {0x00, 0x05},       // withdrawn: 5 bytes
                {24, 203, 0, 113},  // 203.0.113.0/24
                {0},                // 0.0.0.0/0
                {0x00, 0x00},       // no attributes
            }));
  EXPECT_EQ(withdrawn(prefixes({"2001:db8::/32"}), external()),
            joined({
                marker(),
                {0x00, 0x22},                     // length 34
                {0x02},                           // type UPDATE
                {0x00, 0x00},                     // nothing withdrawn
                {0x00, 0x0b},                     // path attributes: 11 bytes
                {0x80, 15, 8, 0x00, 0x02, 0x01},  // MP_UNREACH_NLRI: IPv6 unicast
                {32, 0x20, 0x01, 0x0d, 0xb8},     //   2001:db8::/32
            }));
  EXPECT_EQ(withdrawn(prefixes({"203.0.113.0/24"}), extended_next_hop()),
            joined({
                marker(),
                {0x00, 0x21},                     // length 33
                {0x02},                           // type UPDATE
                {0x00, 0x00},                     // nothing withdrawn
                {0x00, 0x0a},                     // path attributes: 10 bytes
                {0x80, 15, 7, 0x00, 0x01, 0x01},  // MP_UNREACH_NLRI: IPv4 unicast
                {24, 203, 0, 113},                //   203.0.113.0/24
            }));
}

TEST(BgpPacker, EndOfRibFieldByField) {
  const auto end_of_rib = [](AfiSafi family) {
    Bytes bytes;
    ByteWriter out(bytes);
    append_end_of_rib(out, family);
    return bytes;
  };
  EXPECT_EQ(end_of_rib(kIpv4Unicast), joined({marker(), {0x00, 0x17, 0x02}, {0, 0}, {0, 0}}));
  EXPECT_EQ(end_of_rib(kIpv6Unicast),
            joined({marker(), {0x00, 0x1d, 0x02}, {0, 0}, {0, 6}, {0x80, 15, 3, 0, 2, 1}}));
  for (const AfiSafi family : {kIpv4Unicast, kIpv6Unicast}) {
    const Bytes body = body_of(end_of_rib(family));
    EXPECT_EQ(parse_update(body, external())->end_of_rib, family);
  }
}

TEST(BgpPacker, TellsATwoOctetPeerOfWideAsNumbersOnTheSide) {
  PathAttributes attributes = behind("192.0.2.1");
  auto& sequence = attributes.as_path.at(0).asns;
  sequence.insert(sequence.begin(), 2, Asn(4200000000));
  attributes.aggregator = Aggregator{Asn(4200000001), RouterId(7)};
  const Bytes body = body_of(announced(attributes, prefixes({"203.0.113.0/24"}), two_octet_asns()));
  const Bytes expected = update_body({},
                                     joined({
                                         origin_igp(),
                                         {0x40, 2, 8, 2, 3},        // AS_PATH: three of two octets
                                         {0x5b, 0xa0, 0x5b, 0xa0},  //   AS_TRANS twice
                                         {0xfd, 0xe9},              //   65001
                                         next_hop_v4(),
                                         {0xc0, 7, 6, 0x5b, 0xa0, 0, 0, 0, 7},  // AGGREGATOR: AS_TRANS
                                         {0xc0, 17, 14, 2, 3},                  // AS4_PATH: the three
                                         {0xfa, 0x56, 0xea, 0x00, 0xfa, 0x56, 0xea, 0x00},
                                         {0x00, 0x00, 0xfd, 0xe9},
                                         {0xc0, 18, 8, 0xfa, 0x56, 0xea, 0x01, 0, 0, 0, 7},  // AS4_AGGREGATOR
                                     }),
                                     one_route());
  EXPECT_EQ(body, expected);
  EXPECT_EQ(parse_update(body, two_octet_asns())->attributes, attributes);
}

TEST(BgpPacker, TellsATwoOctetPeerNothingMoreWhenTwoOctetsSuffice) {
  const Bytes body = body_of(announced(behind("192.0.2.1"), prefixes({"203.0.113.0/24"}), two_octet_asns()));
  EXPECT_EQ(body, update_body({}, joined({origin_igp(), {0x40, 2, 4, 2, 1, 0xfd, 0xe9}, next_hop_v4()}),
                              one_route()));
}

TEST(BgpPacker, RefusesNextHopsThatCannotCarryTheFamily) {
  Bytes bytes;
  ByteWriter out(bytes);
  EXPECT_EQ(append_announcement(out, behind("192.0.2.1"), prefixes({"2001:db8::/32"}), extended_next_hop()),
            0U);
  EXPECT_EQ(append_announcement(out, behind("2001:db8::1"), prefixes({"10.0.0.0/8"}), external()), 0U);
  EXPECT_TRUE(bytes.empty());
}

TEST(BgpPacker, RefusesAttributesThatLeaveNoRoom) {
  PathAttributes attributes = behind("192.0.2.1");
  for (const std::size_t count : {1100UL, 20000UL, 70000UL}) {
    attributes.communities.assign(count, kNoExport);
    for (const std::string text : {"10.0.0.0/8", "2001:db8::/32"}) {
      attributes.next_hop.address = ip(text == "10.0.0.0/8" ? "192.0.2.1" : "2001:db8::1");
      Bytes bytes;
      ByteWriter out(bytes);
      EXPECT_EQ(append_announcement(out, attributes, prefixes({text}), external()), 0U) << count;
      EXPECT_TRUE(bytes.empty());
    }
  }
}

TEST(BgpPacker, WritesLongAttributesWithALongLength) {
  PathAttributes attributes = behind("192.0.2.1");
  attributes.communities.assign(64, kNoExport);  // 256 bytes
  const Bytes body = body_of(announced(attributes, prefixes({"10.0.0.0/8"}), external()));
  EXPECT_EQ(parse_update(body, external())->attributes, attributes);
  const Bytes head{0xd0, 8, 0x01, 0x00};
  EXPECT_NE(std::ranges::search(body, head).begin(), body.end());
}

}  // namespace
}  // namespace herald::bgp
