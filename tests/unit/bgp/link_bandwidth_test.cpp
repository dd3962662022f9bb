// draft-ietf-idr-link-bandwidth section 2.
#include "core/bgp/link_bandwidth.h"

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

TEST(BgpLinkBandwidth, ByteByByte) {
  // 40: two-octet AS, not transitive; 04: link bandwidth; fde8: AS 65000; 4b189680: 10,000,000 as IEEE 754
  EXPECT_EQ(extended_community(link_bandwidth(Asn(65000), 1e7F)).value(), 0x4004'fde8'4b18'9680ULL);
  EXPECT_EQ(as_link_bandwidth(ExtendedCommunity(0x4004'fde8'4b18'9680ULL)),
            (LinkBandwidth{65000, 1e7F, false}));
}

TEST(BgpLinkBandwidth, KnowsTheTransitiveForm) {
  const LinkBandwidth bandwidth{65000, 2.5F, true};
  EXPECT_EQ(extended_community(bandwidth).value() >> 48, 0x0004ULL);
  EXPECT_EQ(as_link_bandwidth(extended_community(bandwidth)), bandwidth);
}

TEST(BgpLinkBandwidth, AWideAsIsAsTrans) {
  EXPECT_EQ(link_bandwidth(Asn(4200000000), 1).asn, 23456);
}

TEST(BgpLinkBandwidth, OtherCommunitiesAreNone) {
  EXPECT_EQ(as_link_bandwidth(ExtendedCommunity(0x0002'fde8'0000'0064ULL)), std::nullopt);  // route target
  EXPECT_EQ(as_link_bandwidth(ExtendedCommunity(0x4104'fde8'4b18'9680ULL)), std::nullopt);  // IPv4 specific
}

}  // namespace
}  // namespace herald::bgp
