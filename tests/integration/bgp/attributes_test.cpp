// What a router holds of what the speaker announced: attributes, next hops, both families, over both.
#include "tests/integration/bgp/interop.h"

namespace herald::interop {
namespace {

using Attributes = Interop;

TEST_P(Attributes, BothFamiliesOverIpv4) {
  connect({}, peer());
  announce("198.51.100.1/32");
  announce("2001:db8::1/128");
  const HeldRoute four = held("198.51.100.1/32");
  EXPECT_EQ(four.as_path, "65001");
  EXPECT_EQ(four.origin, "IGP");
  EXPECT_EQ(four.next_hops, std::set<std::string>{"10.0.0.2"});
  EXPECT_EQ(four.med, std::nullopt);
  EXPECT_TRUE(four.communities.empty());
  const HeldRoute six = held("2001:db8::1/128");
  EXPECT_EQ(six.as_path, "65001");
  EXPECT_TRUE(six.next_hops.contains("fd00::2"));
  EXPECT_EQ(six.next_hops.size(), 2U) << "a global and a link-local one";
}

TEST_P(Attributes, BothFamiliesOverIpv6) {
  PeerWanted wanted = peer();
  wanted.path.address = net::IpAddress::parse("fd00::1").value();
  connect({.peer = "fd00::2", .local = "fd00::1"}, wanted);
  announce("198.51.100.1/32");
  announce("2001:db8::1/128");
  EXPECT_EQ(held("198.51.100.1/32").next_hops, std::set<std::string>{"10.0.0.2"});
  EXPECT_TRUE(held("2001:db8::1/128").next_hops.contains("fd00::2"));
}

TEST_P(Attributes, Internal) {
  PeerWanted wanted = peer();
  wanted.session.local_as = bgp::Asn(65000);
  wanted.session.remote_as = {bgp::ExpectedPeer::Kind::internal, {}};
  wanted.path.internal = true;
  connect({.peer_as = 65000}, wanted);
  announce("198.51.100.1/32", {.prepend = 3, .local_preference = 250});
  const HeldRoute route = held("198.51.100.1/32");
  EXPECT_EQ(route.as_path, "");
  EXPECT_EQ(route.local_pref, 250U);
  EXPECT_EQ(route.next_hops, std::set<std::string>{"10.0.0.2"});
}

TEST_P(Attributes, AsNumbersOfFourBytes) {
  PeerWanted wanted = peer();
  wanted.session.local_as = bgp::Asn(4200000001);
  wanted.session.remote_as.number = bgp::Asn(4200000000);
  connect({.local_as = 4200000000, .peer_as = 4200000001}, wanted);
  announce("198.51.100.1/32");
  EXPECT_EQ(held("198.51.100.1/32").as_path, "4200000001");
}

TEST_P(Attributes, Communities) {
  connect({}, peer());
  announce("198.51.100.1/32", {.communities = {bgp::community(65001, 7), bgp::kNoAdvertise, bgp::kNoExport},
                               .large_communities = {{65001, 1, 2}, {4200000000, 3, 4}}});
  const HeldRoute route = held("198.51.100.1/32");
  EXPECT_EQ(route.communities, (std::set<std::string>{"65001:7", "65535:65281", "65535:65282"}));
  EXPECT_EQ(route.large_communities, (std::set<std::string>{"65001:1:2", "4200000000:3:4"}));
}

TEST_P(Attributes, MedAndPrepend) {
  connect({}, peer());
  announce("198.51.100.1/32", {.prepend = 2, .med = 70});
  const HeldRoute route = held("198.51.100.1/32");
  EXPECT_EQ(route.as_path, "65001 65001 65001");
  EXPECT_EQ(route.med, 70U);
}

// Shares of traffic: three endpoints here are worth three times as much as one there.
TEST_P(Attributes, LinkBandwidth) {
  connect({}, peer());
  announce("198.51.100.1/32", {.weight = 1});
  announce("198.51.100.3/32", {.weight = 3});
  const auto one = held("198.51.100.1/32").bandwidth;
  const auto three = held("198.51.100.3/32").bandwidth;
  ASSERT_TRUE(one && three);
  EXPECT_GT(*one, 0);
  EXPECT_DOUBLE_EQ(*three, 3 * *one);
}

// RFC 8950: no IPv4 address on the link at all.
TEST_P(Attributes, Ipv4BehindIpv6) {
  node_.ip("addr del 10.0.0.2/24 dev eth0");
  PeerWanted wanted = peer();
  wanted.path.address = net::IpAddress::parse("fd00::1").value();
  // FRR advertises itself as a router where it accepts such next hops, and the node takes an address from it.
  wanted.path.source = net::IpAddress::parse("fd00::2").value();
  connect({.peer = "fd00::2", .local = "fd00::1", .extended_next_hop = true}, wanted);
  announce("198.51.100.1/32");
  EXPECT_TRUE(held("198.51.100.1/32").next_hops.contains("fd00::2"));
  withdraw("198.51.100.1/32");
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32"); }));
}

// The router is told the difference, whichever it is.
TEST_P(Attributes, ChangesAndWithdrawals) {
  connect({}, peer());
  announce("198.51.100.1/32", {.med = 1});
  announce("198.51.100.2/32");
  announce("2001:db8::1/128");
  EXPECT_EQ(held("198.51.100.1/32").med, 1U);
  announce("198.51.100.1/32", {.med = 2});
  EXPECT_TRUE(eventually([&] { return held("198.51.100.1/32").med == 2U; }));
  withdraw("198.51.100.1/32");
  withdraw("2001:db8::1/128");
  EXPECT_TRUE(eventually([&] { return !holds("198.51.100.1/32") && !holds("2001:db8::1/128"); }));
  EXPECT_TRUE(holds("198.51.100.2/32"));
  EXPECT_EQ(router_->route_count(net::Family::ipv4), 1U);
  EXPECT_EQ(router_->route_count(net::Family::ipv6), 0U);
}

HERALD_WITH_ROUTERS(Attributes);

}  // namespace
}  // namespace herald::interop
