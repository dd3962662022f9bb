#include "core/wire/arp.h"

#include "tests/unit/wire/layout.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;

const Layout kRequest = {
    {"hardware type", {0x00, 0x01}},                       // Ethernet
    {"protocol type", {0x08, 0x00}},                       // IPv4
    {"hardware length", {0x06}},                           //
    {"protocol length", {0x04}},                           //
    {"operation", {0x00, 0x01}},                           // request
    {"sender mac", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}},  //
    {"sender ip", {0xc0, 0xa8, 0x07, 0x09}},               // 192.168.7.9
    {"target mac", {0x00, 0x00, 0x00, 0x00, 0x00, 0x00}},  // what is asked for
    {"target ip", {0xc0, 0xa8, 0x07, 0xf0}},               // 192.168.7.240
};

const Layout kReply = kRequest.with("operation", {0x00, 0x02}).with("target mac", {2, 0, 0, 0, 0, 0x17});

Bytes written(const ArpPacket& packet) {
  Bytes out;
  ByteWriter writer(out);
  packet.append_to(writer);
  return out;
}

TEST(Arp, Request) {
  const auto packet = ArpPacket::parse(kRequest.bytes());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->operation, ArpOperation::request);
  EXPECT_EQ(packet->sender_mac, MacAddress({0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}));
  EXPECT_EQ(packet->sender_ip, IpAddress::parse("192.168.7.9"));
  EXPECT_EQ(packet->target_mac, MacAddress());
  EXPECT_EQ(packet->target_ip, IpAddress::parse("192.168.7.240"));
  EXPECT_FALSE(packet->is_probe());
  EXPECT_FALSE(packet->is_announcement());
  EXPECT_EQ(written(*packet), kRequest.bytes());
}

TEST(Arp, Reply) {
  const auto packet = ArpPacket::parse(kReply.bytes());
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->operation, ArpOperation::reply);
  EXPECT_EQ(packet->target_mac, MacAddress({2, 0, 0, 0, 0, 0x17}));
  EXPECT_FALSE(packet->is_probe());
  EXPECT_FALSE(packet->is_announcement());
  EXPECT_EQ(written(*packet), kReply.bytes());
}

// What each pair of addresses means in a request and in a reply.
TEST(Arp, ProbesAndAnnouncements) {
  struct Row {
    Bytes sender;
    Bytes target;
    bool probe;         // as a request; a reply is never one
    bool announcement;  // in both forms
  };
  const Bytes none = {0, 0, 0, 0};
  const Bytes address = {10, 0, 0, 1};
  const Bytes other = {10, 0, 0, 2};
  for (const Row& row : {Row{none, address, true, false}, Row{address, address, false, true},
                         Row{address, other, false, false}, Row{none, none, false, false}}) {
    for (const Layout& form : {kRequest, kReply}) {
      const auto packet =
          ArpPacket::parse(form.with("sender ip", row.sender).with("target ip", row.target).bytes());
      ASSERT_TRUE(packet);
      EXPECT_EQ(packet->is_probe(), row.probe && packet->operation == ArpOperation::request);
      EXPECT_EQ(packet->is_announcement(), row.announcement);
    }
  }
}

// A 28-byte packet in a 60-byte frame, and in a jumbo frame: what is behind it is not looked at.
TEST(Arp, PaddingIsAccepted) {
  for (const std::size_t size : {29u, 46u, 1500u, 9000u}) {
    Bytes padded = kRequest.bytes();
    padded.resize(size, 0xff);
    EXPECT_EQ(ArpPacket::parse(padded), ArpPacket::parse(kRequest.bytes())) << size;
  }
}

TEST(Arp, TruncationAtEveryByte) {
  const Bytes bytes = kRequest.bytes();
  ASSERT_EQ(bytes.size(), ArpPacket::kSize);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto packet = ArpPacket::parse(cut(bytes, size));
    ASSERT_FALSE(packet) << size;
    EXPECT_EQ(packet.error(), (ParseError{kRequest.field_around(size), ParseReason::truncated})) << size;
  }
}

TEST(Arp, WhatIsRefused) {
  struct Row {
    std::string_view field;
    Bytes value;
    ParseReason why;
  };
  const Row rows[] = {
      {"hardware type", {0x00, 0x06}, ParseReason::arp_hardware_not_ethernet},  // IEEE 802
      {"hardware type", {0x01, 0x00}, ParseReason::arp_hardware_not_ethernet},  // the other byte order
      {"protocol type", {0x86, 0xdd}, ParseReason::arp_protocol_not_ipv4},
      {"hardware length", {0}, ParseReason::arp_hardware_length},
      {"hardware length", {8}, ParseReason::arp_hardware_length},
      {"protocol length", {16}, ParseReason::arp_protocol_length},
      {"operation", {0x00, 0x00}, ParseReason::arp_operation},
      {"operation", {0x00, 0x03}, ParseReason::arp_operation},  // RARP request
      {"operation", {0x00, 0x08}, ParseReason::arp_operation},  // InARP request
      {"operation", {0x01, 0x01}, ParseReason::arp_operation},
  };
  for (const Row& row : rows) {
    const auto packet = ArpPacket::parse(kRequest.with(row.field, row.value).bytes());
    ASSERT_FALSE(packet) << row.field;
    EXPECT_EQ(packet.error(), (ParseError{kRequest.at(row.field), row.why})) << packet.error().to_string();
  }
}

// A flipped bit before the addresses is refused at its field; one in an address gives another packet.
TEST(Arp, EveryBitFlip) {
  for (const Layout& layout : {kRequest, kReply}) {
    const auto original = ArpPacket::parse(layout.bytes());
    for_each_flip(layout.bytes(), [&](std::size_t bit, const Bytes& flipped) {
      const auto packet = ArpPacket::parse(flipped);
      ASSERT_EQ(packet.has_value(), bit / 8 >= layout.at("sender mac")) << bit;
      if (!packet) {
        EXPECT_EQ(packet.error().offset, layout.field_around(bit / 8)) << bit;
      } else {
        EXPECT_NE(packet, original) << bit;
        EXPECT_EQ(written(*packet), flipped) << bit;
      }
    });
  }
}

TEST(ArpDeathTest, HasNoRoomForIpv6) {
  ArpPacket packet;
  packet.target_ip = IpAddress::v6(1);
  EXPECT_DEATH(written(packet), "broken invariant");
}

}  // namespace
}  // namespace herald::wire
