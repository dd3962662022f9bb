// RFC 5492 and the capabilities that came after it.
#include "core/bgp/capability.h"

#include "tests/unit/bgp/octets.h"

#include <string>

#include <gtest/gtest.h>

namespace herald::bgp {
namespace {

Capabilities all_of_them() {
  Capabilities capabilities;
  capabilities.families = {kIpv4Unicast, kIpv6Unicast};
  capabilities.route_refresh = true;
  capabilities.enhanced_route_refresh = true;
  capabilities.extended_message = true;
  capabilities.four_octet_asn = Asn(4200000000);
  capabilities.graceful_restart = GracefulRestart{.restarted = true,
                                                  .notifications = true,
                                                  .time = std::chrono::seconds(120),
                                                  .states = {{kIpv4Unicast, true}, {kIpv6Unicast, false}}};
  capabilities.extended_next_hops = {{kIpv4Unicast, kAfiIpv6}};
  capabilities.fqdn = Fqdn{"node1", "lab"};
  capabilities.unknown = {{200, {1, 2}}};
  return capabilities;
}

Bytes all_of_them_written() {
  return joined({
      {1, 4, 0, 1, 0, 1},               // multiprotocol: AFI IPv4, reserved, SAFI unicast
      {1, 4, 0, 2, 0, 1},               // multiprotocol: AFI IPv6, reserved, SAFI unicast
      {2, 0},                           // route refresh
      {5, 6, 0, 1, 0, 1, 0, 2},         // extended next hop: AFI IPv4, SAFI unicast in two bytes, by AFI IPv6
      {6, 0},                           // extended message
      {64, 10, 0xc0, 120},              // graceful restart: R, N, 120 s
      {0, 1, 1, 0x80},                  //   IPv4 unicast, forwarding kept
      {0, 2, 1, 0x00},                  //   IPv6 unicast, not kept
      {65, 4, 0xfa, 0x56, 0xea, 0x00},  // four-octet AS 4200000000
      {70, 0},                          // enhanced route refresh
      {73, 10, 5},                      // FQDN: the host's length
      {'n', 'o', 'd', 'e', '1'},        //   the host
      {3, 'l', 'a', 'b'},               //   the domain
      {200, 2, 1, 2},                   // unknown here
  });
}

Capabilities parsed(const Bytes& list) {
  Capabilities capabilities;
  EXPECT_TRUE(parse_capabilities(list, capabilities));
  return capabilities;
}

TEST(BgpCapability, EachFieldByField) {
  EXPECT_EQ(bytes_of(all_of_them()), all_of_them_written());
  EXPECT_EQ(parsed(all_of_them_written()), all_of_them());
}

TEST(BgpCapability, NoneIsNothing) {
  EXPECT_TRUE(bytes_of(Capabilities{}).empty());
  EXPECT_EQ(parsed({}), Capabilities{});
}

TEST(BgpCapability, LeavesOutThoseOfAWrongLength) {
  const std::pair<std::string, Bytes> rows[] = {
      {"multiprotocol", {1, 3, 0, 1, 0}},
      {"route refresh", {2, 1, 0}},
      {"extended next hop", {5, 5, 0, 1, 0, 1, 0}},
      {"extended next hop with a SAFI beyond a byte", {5, 6, 0, 1, 1, 1, 0, 2}},
      {"extended message", {6, 1, 0}},
      {"graceful restart without its time", {64, 1, 0}},
      {"graceful restart with half a family", {64, 4, 0, 0, 0, 1}},
      {"four-octet AS", {65, 2, 0, 7}},
      {"enhanced route refresh", {70, 1, 0}},
      {"FQDN that ends in the host", {73, 2, 5, 'a'}},
      {"FQDN with something behind it", {73, 3, 0, 0, 9}},
  };
  for (const auto& [name, bytes] : rows)
    EXPECT_EQ(parsed(bytes), Capabilities{}) << name;
}

TEST(BgpCapability, RefusesAListThatCannotBeWalked) {
  const Bytes good{2, 0};
  for (const Bytes& tail : {Bytes{1}, Bytes{1, 4, 0, 1, 0}, Bytes{200, 1}}) {
    Capabilities capabilities;
    const auto result = parse_capabilities(joined({good, tail}), capabilities);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error(), (Error{Severity::session_reset, {2, 0, {}}, 2}));
  }
}

TEST(BgpCapability, ReadsTheSameOneSeveralTimes) {
  EXPECT_EQ(parsed({1, 4, 0, 1, 0, 1, 1, 4, 0, 1, 0, 1}).families, std::vector{kIpv4Unicast});
  const auto restart = parsed({64, 2, 0, 10, 64, 2, 0x80, 20}).graceful_restart;
  ASSERT_TRUE(restart);
  EXPECT_EQ(restart->time, std::chrono::seconds(20));
  EXPECT_TRUE(restart->restarted);
}

TEST(BgpCapability, KeepsFamiliesThatHeraldDoesNotSpeak) {
  EXPECT_EQ(parsed({1, 4, 0, 25, 0, 70}).families, (std::vector{AfiSafi{25, 70}}));
}

TEST(BgpCapability, WithoutMultiprotocolIpv4IsSpoken) {
  Capabilities capabilities;
  EXPECT_TRUE(capabilities.speaks(kIpv4Unicast));
  EXPECT_FALSE(capabilities.speaks(kIpv6Unicast));
  capabilities.families = {kIpv6Unicast};
  EXPECT_FALSE(capabilities.speaks(kIpv4Unicast));
  EXPECT_TRUE(capabilities.speaks(kIpv6Unicast));
}

TEST(BgpCapability, AcceptsTheNextHopsItNames) {
  const Capabilities capabilities = all_of_them();
  EXPECT_TRUE(capabilities.accepts_next_hop(kIpv4Unicast, kAfiIpv6));
  EXPECT_FALSE(capabilities.accepts_next_hop(kIpv6Unicast, kAfiIpv4));
  EXPECT_FALSE(Capabilities{}.accepts_next_hop(kIpv4Unicast, kAfiIpv6));
}

TEST(BgpCapability, ARestartTimeStaysWithinItsTwelveBits) {
  Capabilities capabilities;
  capabilities.graceful_restart = GracefulRestart{.time = std::chrono::hours(2), .states = {}};
  EXPECT_EQ(parsed(bytes_of(capabilities)).graceful_restart->time, std::chrono::seconds(4095));
}

TEST(BgpCapability, SpreadsManyNextHopsOverSeveralCapabilities) {
  Capabilities capabilities;
  for (std::uint16_t afi = 1; afi <= 100; ++afi)
    capabilities.extended_next_hops.push_back({{afi, 1}, kAfiIpv6});
  EXPECT_EQ(parsed(bytes_of(capabilities)), capabilities);
}

TEST(BgpCapability, CutsNamesThatAreTooLong) {
  Capabilities capabilities;
  capabilities.fqdn = Fqdn{std::string(300, 'h'), std::string(300, 'd')};
  const auto fqdn = parsed(bytes_of(capabilities)).fqdn;
  ASSERT_TRUE(fqdn);
  EXPECT_EQ(fqdn->host, std::string(64, 'h'));
  EXPECT_EQ(fqdn->domain, std::string(64, 'd'));
}

}  // namespace
}  // namespace herald::bgp
