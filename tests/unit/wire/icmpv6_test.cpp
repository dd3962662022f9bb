#include "core/wire/icmpv6.h"

#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;

const Layout kHeader = {
    {"version, class, label", {0x6a, 0xb1, 0x23, 0x45}},  // class 0xab, label 0x12345
    {"payload length", {0x00, 0x03}},
    {"next header", {0x3a}},  // ICMPv6
    {"hop limit", {0x40}},
    {"source", {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}},
    {"destination", {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}},
};
const Layout kPacket = kHeader.then({{"payload", {1, 2, 3}}});

TEST(Ipv6Header, RoundTrip) {
  const auto header = Ipv6Header::parse(kPacket.bytes());
  ASSERT_TRUE(header);
  EXPECT_EQ(header->traffic_class, 0xab);
  EXPECT_EQ(header->flow_label, 0x12345u);
  EXPECT_EQ(header->payload_length, 3);
  EXPECT_EQ(header->next_header, 58);
  EXPECT_EQ(header->hop_limit, 64);
  EXPECT_EQ(header->source, IpAddress::parse("2001:db8::1"));
  EXPECT_EQ(header->destination, IpAddress::parse("2001:db8::2"));
  Bytes out;
  ByteWriter writer(out);
  header->append_to(writer);
  EXPECT_EQ(out, kHeader.bytes());
}

// The header cut short, and then the payload that it promises.
TEST(Ipv6Header, TruncationAtEveryByte) {
  const Bytes bytes = kPacket.bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto header = Ipv6Header::parse(cut(bytes, size));
    ASSERT_FALSE(header) << size;
    const auto expected = size < Ipv6Header::kSize
                              ? ParseError{kPacket.field_around(size), ParseReason::truncated}
                              : ParseError{kPacket.at("payload length"), ParseReason::ipv6_payload_length};
    EXPECT_EQ(header.error(), expected) << size;
  }
}

TEST(Ipv6Header, WhatIsRefused) {
  const auto v4 = Ipv6Header::parse(kPacket.with("version, class, label", {0x45, 0, 0, 0}).bytes());
  ASSERT_FALSE(v4);
  EXPECT_EQ(v4.error(), (ParseError{0, ParseReason::ipv6_version}));
  Bytes group = kPacket.bytes();
  group[kPacket.at("source")] = 0xff;
  const auto multicast = Ipv6Header::parse(group);
  ASSERT_FALSE(multicast);
  EXPECT_EQ(multicast.error(), (ParseError{kPacket.at("source"), ParseReason::ipv6_source_multicast}));
}

TEST(Ipv6Header, PaddingIsAccepted) {
  Bytes padded = kPacket.bytes();
  padded.resize(1500, 0xff);
  EXPECT_EQ(Ipv6Header::parse(padded), Ipv6Header::parse(kPacket.bytes()));
}

TEST(Ipv6HeaderDeathTest, FlowLabelHas20Bits) {
  Bytes out;
  ByteWriter writer(out);
  EXPECT_DEATH(Ipv6Header{.flow_label = 1U << 20}.append_to(writer), "broken invariant");
}

// The worked example of RFC 1071 section 3, whose sum is ddf2, with length 8 and next header 58 from the
// pseudo-header: the complement of de34.
TEST(Icmpv6Checksum, Rfc1071Example) {
  const Bytes example = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
  EXPECT_EQ(icmpv6_checksum(IpAddress::v6(0), IpAddress::v6(0), example), 0x21cb);
}

// An odd last byte is the high half of a word: the same as with a zero behind it but for the length.
TEST(Icmpv6Checksum, OddLength) {
  const IpAddress none = IpAddress::v6(0);
  const Bytes odd = {0x80, 0x00, 0x12};
  const Bytes even = {0x80, 0x00, 0x12, 0x00};
  EXPECT_EQ(icmpv6_checksum(none, none, odd), icmpv6_checksum(none, none, even) + 1);
}

// Carries of carries: a message as long as IPv6 can carry, of ones only.
TEST(Icmpv6Checksum, LongestMessageOfOnes) {
  Bytes packet(kIpv6HeaderBytes + 65535, 0xff);
  const auto header = Ipv6Header{.source = IpAddress::highest(net::Family::ipv6),
                                 .destination = IpAddress::highest(net::Family::ipv6)};
  EXPECT_EQ(icmpv6_checksum(header.source, header.destination, std::span(packet).subspan(kIpv6HeaderBytes)),
            checksum_of(packet));
}

TEST(Icmpv6Header, RoundTripAndTruncation) {
  const Bytes packet = sealed(kHeader.then({{"message", {0x80, 0x05, 0, 0, 7}}}).bytes());
  const auto ip = Ipv6Header::parse(packet);
  ASSERT_TRUE(ip);
  const Bytes message(packet.begin() + kIpv6HeaderBytes, packet.end());
  const auto header = Icmpv6Header::parse(*ip, message);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, 0x80);
  EXPECT_EQ(header->code, 5);
  Bytes out;
  ByteWriter writer(out);
  header->append_to(writer);
  EXPECT_EQ(out, cut(message, Icmpv6Header::kSize));
  for (const auto& [size, field] : {std::pair{0u, 0u}, {1u, 1u}, {2u, 2u}, {3u, 2u}}) {
    const auto short_one = Icmpv6Header::parse(*ip, cut(message, size));
    ASSERT_FALSE(short_one);
    EXPECT_EQ(short_one.error(), (ParseError{field, ParseReason::truncated}));
  }
}

// A message that reached another address than its sender meant is refused: the checksum covers both.
TEST(Icmpv6Header, CoversTheAddresses) {
  const Bytes packet = sealed(kHeader.then({{"message", {0x80, 0x00, 0, 0}}}).bytes());
  auto ip = Ipv6Header::parse(packet).value();
  ip.destination = IpAddress::parse("2001:db8::3").value();
  const auto header = Icmpv6Header::parse(ip, std::span(packet).subspan(kIpv6HeaderBytes));
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error(), (ParseError{2, ParseReason::icmpv6_checksum}));
}

}  // namespace
}  // namespace herald::wire
