// The validity rules of RFC 4861, one row each: what breaks the rule, and the field and reason of the
// refusal.
#include "core/wire/ndp.h"
#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

const Bytes kUnicast = {0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};
const Bytes kAllNodes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
// One bit beside the prefix of the solicited-node groups, ff02::1:ff00:0/104.
const Bytes kAlmostSolicitedNode = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xfe, 0, 0, 0xf0};
const Bytes kUnspecified(16, 0);

struct Rule {
  std::string_view name;
  Layout packet;
  std::string_view field;
  ParseReason why;
};

void expect_refused(const Rule& rule) {
  const auto packet = NdpPacket::parse(sealed(rule.packet.bytes()));
  ASSERT_FALSE(packet) << rule.name;
  EXPECT_EQ(packet.error(), (ParseError{rule.packet.at(rule.field), rule.why}))
      << rule.name << ": " << packet.error().to_string();
}

// Rules that all three messages share.
TEST(NdpValidity, EveryMessage) {
  for (const Layout& whole : {kSolicitation, kAdvertisement, kRouterAdvertisement}) {
    ASSERT_TRUE(NdpPacket::parse(sealed(whole.bytes())));
    const Rule rules[] = {
        {"forwarded once", whole.with("hop limit", {254}), "hop limit", ParseReason::hop_limit_not_255},
        {"no hops left", whole.with("hop limit", {0}), "hop limit", ParseReason::hop_limit_not_255},
        {"code", whole.with("code", {1}), "code", ParseReason::icmpv6_code},
        {"length of an option", whole.with("option length", {0}), "option length",
         ParseReason::option_length_zero},
        {"fragment header", whole.with("next header", {44}), "next header", ParseReason::not_icmpv6},
        {"hop-by-hop header", whole.with("next header", {0}), "next header", ParseReason::not_icmpv6},
        {"router solicitation", whole.with("type", {133}), "type", ParseReason::icmpv6_type},
        {"redirect", whole.with("type", {137}), "type", ParseReason::icmpv6_type},
        {"echo request", whole.with("type", {128}), "type", ParseReason::icmpv6_type},
    };
    for (const Rule& rule : rules)
      expect_refused(rule);
  }
}

// "ICMP Checksum is valid."
TEST(NdpValidity, Checksum) {
  for (const Layout& whole : {kSolicitation, kAdvertisement, kRouterAdvertisement}) {
    Bytes bytes = sealed(whole.bytes());
    bytes[kChecksumAt] ^= 0x01;
    const auto packet = NdpPacket::parse(bytes);
    ASSERT_FALSE(packet);
    EXPECT_EQ(packet.error(), (ParseError{kChecksumAt, ParseReason::icmpv6_checksum}));
  }
}

// "ICMP length (derived from the IP length) is 24 or more octets", 16 for a router's; then come whole
// options.
TEST(NdpValidity, Length) {
  for (const Layout& whole : {kSolicitation, kAdvertisement, kRouterAdvertisement}) {
    const Bytes bytes = whole.bytes();
    const std::size_t options = whole.at("option type");
    for (std::size_t size = kIpv6HeaderBytes; size < bytes.size(); ++size) {
      const auto packet = NdpPacket::parse(sealed(cut(bytes, size)));
      ASSERT_EQ(packet.has_value(), size == options) << size;
      if (packet) continue;
      const bool within_option = size > whole.at("option length");
      const auto expected = within_option
                                ? ParseError{whole.at("option length"), ParseReason::option_beyond_message}
                                : ParseError{whole.field_around(size), ParseReason::truncated};
      EXPECT_EQ(packet.error(), expected) << size;
    }
  }
}

// RFC 4861 section 7.1.1.
TEST(NdpValidity, Solicitation) {
  const Rule rules[] = {
      {"multicast target", kSolicitation.with("target", kAllNodes), "target", ParseReason::target_multicast},
      {"probe to one", kProbe.with("destination", kUnicast), "destination",
       ParseReason::probe_not_to_solicited_node},
      {"probe to all", kProbe.with("destination", kAllNodes), "destination",
       ParseReason::probe_not_to_solicited_node},
      {"probe to another group", kProbe.with("destination", kAlmostSolicitedNode), "destination",
       ParseReason::probe_not_to_solicited_node},
      {"probe with link-layer address", kSolicitation.with("source", kUnspecified), "option type",
       ParseReason::probe_with_link_layer_option},
      {"multicast source", kSolicitation.with("source", kAllNodes), "source",
       ParseReason::ipv6_source_multicast},
  };
  for (const Rule& rule : rules)
    expect_refused(rule);
}

// The rules for probes bind nobody else: who has an address asks anybody it likes (to check that it is still
// there).
TEST(NdpValidity, SolicitationOfOne) {
  EXPECT_TRUE(NdpPacket::parse(sealed(kSolicitation.with("destination", kUnicast).bytes())));
  EXPECT_TRUE(NdpPacket::parse(sealed(kSolicitation.with("destination", kAllNodes).bytes())));
  EXPECT_TRUE(NdpPacket::parse(sealed(kProbe.with("source", kUnicast).bytes())));  // without the option
}

// RFC 7527: a probe with a nonce, by which its sender knows it again, is a probe.
TEST(NdpValidity, ProbeWithNonce) {
  const Layout nonce = {{"nonce type", {14}}, {"nonce length", {1}}, {"nonce", {9, 8, 7, 6, 5, 4}}};
  const auto packet = NdpPacket::parse(sealed(kProbe.then(nonce).bytes()));
  ASSERT_TRUE(packet);
  EXPECT_TRUE(packet->is_probe());
  EXPECT_EQ(packet->message, NdpPacket::parse(sealed(kProbe.bytes()))->message);
}

// A probe's link-layer address is found behind other options too, and the refusal points at it.
TEST(NdpValidity, ProbeWithNonceAndLinkLayerOption) {
  const Layout options = {{"nonce type", {14}},
                          {"nonce length", {1}},
                          {"nonce", {9, 8, 7, 6, 5, 4}},
                          {"second option", {1, 1}},
                          {"address", {2, 0, 0, 0, 0, 1}}};
  expect_refused({"both", kProbe.then(options), "second option", ParseReason::probe_with_link_layer_option});
}

// RFC 4861 section 7.1.2.
TEST(NdpValidity, Advertisement) {
  const Layout to_all = kAdvertisement.with("destination", kAllNodes);
  const Rule rules[] = {
      {"multicast target", kAdvertisement.with("target", kAllNodes), "target", ParseReason::target_multicast},
      {"solicited by nobody", to_all, "flags", ParseReason::solicited_to_multicast},
  };
  for (const Rule& rule : rules)
    expect_refused(rule);
  EXPECT_TRUE(NdpPacket::parse(sealed(to_all.with("flags", {0x20, 0, 0, 0}).bytes())));
}

// RFC 4861 section 6.1.2.
TEST(NdpValidity, RouterAdvertisement) {
  expect_refused({"global source", kRouterAdvertisement.with("source", kUnicast), "source",
                  ParseReason::router_not_link_local});
  expect_refused({"no source", kRouterAdvertisement.with("source", kUnspecified), "source",
                  ParseReason::router_not_link_local});
  const auto no_default = NdpPacket::parse(sealed(kRouterAdvertisement.with("lifetime", {0, 0}).bytes()));
  ASSERT_TRUE(no_default);
  EXPECT_EQ(std::get<RouterAdvertisement>(no_default->message).lifetime_seconds, 0);
}

}  // namespace
}  // namespace herald::wire
