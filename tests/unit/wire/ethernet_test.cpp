#include "core/wire/ethernet.h"

#include "tests/unit/wire/layout.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::MacAddress;

const Layout kPlain = {
    {"destination", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},  // broadcast
    {"source", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}},
    {"type", {0x08, 0x06}},  // ARP
};

const Layout kTagged = {
    {"destination", {0x33, 0x33, 0xff, 0x00, 0x00, 0x2a}},
    {"source", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}},
    {"tag protocol", {0x81, 0x00}},  // 802.1Q
    {"tag control", {0xb0, 0x65}},   // priority 5, drop eligible, VLAN 101
    {"type", {0x86, 0xdd}},          // IPv6
};

Bytes written(const EthernetHeader& header) {
  Bytes out;
  ByteWriter writer(out);
  header.append_to(writer);
  return out;
}

TEST(Ethernet, PlainHeader) {
  const auto header = EthernetHeader::parse(kPlain.bytes());
  ASSERT_TRUE(header);
  EXPECT_EQ(header->destination, MacAddress::broadcast());
  EXPECT_EQ(header->source, MacAddress({0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}));
  EXPECT_EQ(header->vlan, std::nullopt);
  EXPECT_TRUE(header->is_untagged());
  EXPECT_EQ(header->type, kEtherTypeArp);
  EXPECT_EQ(header->size(), 14u);
  EXPECT_EQ(written(*header), kPlain.bytes());
}

// A tag is reported with all its parts, and the type is the one behind it.
TEST(Ethernet, TaggedHeader) {
  const auto header = EthernetHeader::parse(kTagged.bytes());
  ASSERT_TRUE(header);
  EXPECT_EQ(header->vlan, (VlanTag{.priority = 5, .drop_eligible = true, .id = 101}));
  EXPECT_FALSE(header->is_untagged());
  EXPECT_EQ(header->type, kEtherTypeIpv6);
  EXPECT_EQ(header->size(), 18u);
  EXPECT_EQ(written(*header), kTagged.bytes());
}

// VLAN 0 is a priority, not a VLAN; every other number, the highest included, is one.
TEST(Ethernet, PriorityTagIsNoVlan) {
  const auto priority_only = EthernetHeader::parse(kTagged.with("tag control", {0xe0, 0x00}).bytes());
  ASSERT_TRUE(priority_only);
  EXPECT_EQ(priority_only->vlan, (VlanTag{.priority = 7, .drop_eligible = false, .id = 0}));
  EXPECT_TRUE(priority_only->is_untagged());
  const auto highest = EthernetHeader::parse(kTagged.with("tag control", {0x0f, 0xff}).bytes());
  ASSERT_TRUE(highest);
  EXPECT_EQ(highest->vlan, (VlanTag{.priority = 0, .drop_eligible = false, .id = 4095}));
  EXPECT_FALSE(highest->is_untagged());
}

// Behind a second tag nothing is taken for ARP; nor behind a provider's tag (802.1ad).
TEST(Ethernet, StackedTagsAreNotOpened) {
  const auto stacked = EthernetHeader::parse(kTagged.with("type", {0x81, 0x00}).bytes());
  ASSERT_TRUE(stacked);
  EXPECT_EQ(stacked->type, kEtherTypeVlan);
  const auto provider = EthernetHeader::parse(kTagged.with("tag protocol", {0x88, 0xa8}).bytes());
  ASSERT_TRUE(provider);
  EXPECT_EQ(provider->vlan, std::nullopt);
  EXPECT_EQ(provider->type, 0x88a8);
}

// What follows the header is no part of it, however long.
TEST(Ethernet, PayloadIsLeftAlone) {
  Bytes jumbo = kPlain.bytes();
  jumbo.resize(9018, 0xa5);
  EXPECT_EQ(EthernetHeader::parse(jumbo), EthernetHeader::parse(kPlain.bytes()));
}

TEST(Ethernet, TruncationAtEveryByte) {
  for (const Layout& layout : {kPlain, kTagged}) {
    const Bytes bytes = layout.bytes();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto header = EthernetHeader::parse(cut(bytes, size));
      ASSERT_FALSE(header) << size;
      EXPECT_EQ(header.error(), (ParseError{layout.field_around(size), ParseReason::truncated})) << size;
    }
  }
}

// Every bit means something: with it flipped, the header is another one, or cut short where it became a tag.
TEST(Ethernet, EveryBitFlip) {
  for (const Layout& layout : {kPlain, kTagged}) {
    const auto original = EthernetHeader::parse(layout.bytes());
    for_each_flip(layout.bytes(), [&](std::size_t bit, const Bytes& flipped) {
      const auto header = EthernetHeader::parse(flipped);
      EXPECT_NE(header, original) << bit;
      if (header) {
        EXPECT_EQ(written(*header), cut(flipped, header->size())) << bit;
      }
    });
  }
}

TEST(EthernetDeathTest, TagOutOfRange) {
  EthernetHeader header;
  header.vlan = VlanTag{.id = 4096};
  EXPECT_DEATH(written(header), "broken invariant");
  header.vlan = VlanTag{.priority = 8};
  EXPECT_DEATH(written(header), "broken invariant");
}

}  // namespace
}  // namespace herald::wire
