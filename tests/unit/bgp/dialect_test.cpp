#include "core/bgp/dialect.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Open able(std::uint32_t asn) {
  Open open;
  open.asn = Asn(asn);
  open.hold_time = std::chrono::seconds(90);
  open.router_id = RouterId(asn);
  Capabilities& capabilities = open.capabilities;
  capabilities.families = {kIpv6Unicast, kIpv4Unicast};
  capabilities.route_refresh = true;
  capabilities.enhanced_route_refresh = true;
  capabilities.extended_message = true;
  capabilities.four_octet_asn = open.asn;
  capabilities.graceful_restart = GracefulRestart{.time = std::chrono::seconds(asn), .states = {}};
  capabilities.extended_next_hops = {{kIpv4Unicast, kAfiIpv6}};
  return open;
}

Open bare(std::uint32_t asn) {
  Open open;
  open.asn = Asn(asn);
  open.hold_time = std::chrono::seconds(180);
  return open;
}

TEST(BgpDialect, TwoThatCanEverything) {
  const Dialect dialect = negotiate(able(1), able(2));
  EXPECT_TRUE(dialect.external);
  EXPECT_TRUE(dialect.four_octet_asns);
  EXPECT_EQ(dialect.families, (std::vector{kIpv4Unicast, kIpv6Unicast}));
  EXPECT_EQ(dialect.largest_sent, kLargestExtendedMessage);
  EXPECT_TRUE(dialect.extended_next_hop);
  EXPECT_TRUE(dialect.route_refresh);
  EXPECT_TRUE(dialect.enhanced_route_refresh);
  ASSERT_TRUE(dialect.their_restart);
  EXPECT_EQ(dialect.their_restart->time, std::chrono::seconds(2));
}

TEST(BgpDialect, WhatOnlyOneCanIsNotDone) {
  for (const Dialect& dialect : {negotiate(able(1), bare(2)), negotiate(bare(1), able(2))}) {
    EXPECT_FALSE(dialect.four_octet_asns);
    EXPECT_EQ(dialect.families, std::vector{kIpv4Unicast});
    EXPECT_FALSE(dialect.extended_next_hop);
    EXPECT_FALSE(dialect.route_refresh);
    EXPECT_FALSE(dialect.enhanced_route_refresh);
    EXPECT_FALSE(dialect.their_restart);
    EXPECT_EQ(dialect.hold_time, std::chrono::seconds(90));
  }
}

TEST(BgpDialect, LargeMessagesGoToThoseWhoTakeThem) {
  EXPECT_EQ(negotiate(bare(1), able(2)).largest_sent, kLargestExtendedMessage);
  EXPECT_EQ(negotiate(able(1), bare(2)).largest_sent, kLargestMessage);
}

TEST(BgpDialect, ExtendedNextHopsAreForTheRoutesThatTheyAreNamedFor) {
  Open theirs = able(2);
  theirs.capabilities.extended_next_hops = {{{kAfiIpv4, 128}, kAfiIpv6}};  // VPN routes
  EXPECT_FALSE(negotiate(able(1), theirs).extended_next_hop);
}

TEST(BgpDialect, TheSameAsIsInternal) {
  EXPECT_FALSE(negotiate(able(1), able(1)).external);
}

TEST(BgpDialect, TheSmallerHoldTimeCountsAnd0IsTheSmallest) {
  Open theirs = able(2);
  theirs.hold_time = std::chrono::seconds(0);
  EXPECT_EQ(negotiate(able(1), theirs).hold_time, std::chrono::seconds(0));
}

TEST(BgpDialect, MayHaveNoFamilyInCommon) {
  Open theirs = able(2);
  theirs.capabilities.families = {kIpv6Unicast};
  const Dialect dialect = negotiate(bare(1), theirs);
  EXPECT_TRUE(dialect.families.empty());
  EXPECT_FALSE(dialect.speaks(kIpv4Unicast));
}

}  // namespace
}  // namespace herald::bgp
