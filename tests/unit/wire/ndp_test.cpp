#include "core/wire/ndp.h"

#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;

const IpAddress kOwned = IpAddress::parse("2001:db8:7::f0").value();
const IpAddress kAsker = IpAddress::parse("fe80::5054:ff:fe1a:2b3c").value();
const MacAddress kAskerMac({0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c});
const Layout kAll[] = {kSolicitation, kProbe, kAdvertisement, kRouterAdvertisement};

Bytes written(const NdpPacket& packet) {
  Bytes out;
  ByteWriter writer(out);
  packet.append_to(writer);
  return out;
}

TEST(Ndp, Solicitation) {
  const auto packet = NdpPacket::parse(sealed(kSolicitation.bytes()));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, kAsker);
  EXPECT_EQ(packet->destination, IpAddress::parse("ff02::1:ff00:f0"));
  EXPECT_EQ(packet->message, NdpMessage(NeighborSolicitation{kOwned, kAskerMac}));
  EXPECT_FALSE(packet->is_probe());
}

TEST(Ndp, Probe) {
  const auto packet = NdpPacket::parse(sealed(kProbe.bytes()));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, IpAddress::v6(0));
  EXPECT_EQ(packet->message, NdpMessage(NeighborSolicitation{kOwned, std::nullopt}));
  EXPECT_TRUE(packet->is_probe());
}

TEST(Ndp, Advertisement) {
  const auto packet = NdpPacket::parse(sealed(kAdvertisement.bytes()));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, kOwned);
  EXPECT_EQ(packet->destination, kAsker);
  const NeighborAdvertisement expected{.from_router = false,
                                       .solicited = true,
                                       .overrides = true,
                                       .target = kOwned,
                                       .target_link_layer = MacAddress({2, 0x68, 0, 0, 0, 0x17})};
  EXPECT_EQ(packet->message, NdpMessage(expected));
  EXPECT_FALSE(packet->is_probe());
}

TEST(Ndp, RouterAdvertisement) {
  const auto packet = NdpPacket::parse(sealed(kRouterAdvertisement.bytes()));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->source, IpAddress::parse("fe80::7"));
  const RouterAdvertisement expected{.current_hop_limit = 64,
                                     .flags = 0x80,
                                     .lifetime_seconds = 1800,
                                     .source_link_layer = MacAddress({2, 0x68, 0, 0, 0, 1})};
  EXPECT_EQ(packet->message, NdpMessage(expected));
}

// Each flag is its own bit; the reserved ones are ignored.
TEST(Ndp, FlagsOfAnAdvertisement) {
  for (unsigned flags = 0; flags < 8; ++flags) {
    const auto top = static_cast<std::uint8_t>(flags << 5 | 0x1f);
    const auto packet =
        NdpPacket::parse(sealed(kAdvertisement.with("flags", {top, 0xff, 0xff, 0xff}).bytes()));
    ASSERT_TRUE(packet) << flags;
    const auto& message = std::get<NeighborAdvertisement>(packet->message);
    EXPECT_EQ(message.from_router, (flags & 4) != 0);
    EXPECT_EQ(message.solicited, (flags & 2) != 0);
    EXPECT_EQ(message.overrides, (flags & 1) != 0);
    EXPECT_EQ(NdpPacket::parse(written(*packet)), packet);
  }
}

// The packets of these tests are right as they stand: lengths, checksums and all.
TEST(Ndp, TestPacketsAreRight) {
  for (const Layout& layout : kAll)
    EXPECT_EQ(sealed(layout.bytes()), layout.bytes());
}

// What is written is what was read, byte for byte; the checksum is that of the test's own sum.
TEST(Ndp, RoundTrip) {
  for (const Layout& layout : kAll) {
    const Bytes bytes = sealed(layout.bytes());
    const auto packet = NdpPacket::parse(bytes);
    ASSERT_TRUE(packet);
    EXPECT_EQ(written(*packet), bytes);
    EXPECT_EQ(checksum_of(written(*packet)), 0);
  }
}

// Behind what the buffer holds already, as behind an Ethernet header.
TEST(Ndp, AppendsBehindOtherBytes) {
  const Bytes bytes = sealed(kSolicitation.bytes());
  Bytes out(14, 0xa5);
  ByteWriter writer(out);
  NdpPacket::parse(bytes)->append_to(writer);
  EXPECT_EQ(cut(out, 14), Bytes(14, 0xa5));
  EXPECT_EQ(Bytes(out.begin() + 14, out.end()), bytes);
}

// A frame is padded to 60 bytes or was cut out of a larger buffer: what is behind the payload is not looked
// at.
TEST(Ndp, PaddingIsAccepted) {
  for (const Layout& layout : kAll) {
    const Bytes bytes = sealed(layout.bytes());
    for (const std::size_t size :
         {bytes.size() + 1, std::size_t{1500}, std::size_t{9000}, std::size_t{70000}}) {
      Bytes padded = bytes;
      padded.resize(size, 0xff);
      EXPECT_EQ(NdpPacket::parse(padded), NdpPacket::parse(bytes)) << size;
    }
  }
}

// A packet cut short in flight promises more payload than there is.
TEST(Ndp, TruncationAtEveryByte) {
  for (const Layout& layout : kAll) {
    const Bytes bytes = sealed(layout.bytes());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto packet = NdpPacket::parse(cut(bytes, size));
      ASSERT_FALSE(packet) << size;
      const auto expected = size < kIpv6HeaderBytes
                                ? ParseError{layout.field_around(size), ParseReason::truncated}
                                : ParseError{layout.at("payload length"), ParseReason::ipv6_payload_length};
      EXPECT_EQ(packet.error(), expected) << size;
    }
  }
}

// One bit wrong: refused by the checksum or before it. Only the traffic class and the flow label may differ,
// which nothing covers and nothing here needs.
TEST(Ndp, EveryBitFlip) {
  for (const Layout& layout : kAll) {
    const Bytes bytes = sealed(layout.bytes());
    const auto original = NdpPacket::parse(bytes);
    std::size_t accepted = 0;
    for_each_flip(bytes, [&](std::size_t bit, const Bytes& flipped) {
      const auto packet = NdpPacket::parse(flipped);
      if (!packet) return;
      ++accepted;
      EXPECT_LT(bit / 8, layout.at("payload length")) << bit;
      EXPECT_EQ(packet, original) << bit;
    });
    EXPECT_EQ(accepted, 8u + 20u);
  }
}

// In the bytes that only the checksum protects, it is the checksum that refuses.
TEST(Ndp, EveryBitFlipInTheMessage) {
  for (const Layout& layout : kAll) {
    for_each_flip(sealed(layout.bytes()), [&](std::size_t bit, const Bytes& flipped) {
      if (bit / 8 < kIpv6HeaderBytes) return;
      const auto packet = NdpPacket::parse(flipped);
      ASSERT_FALSE(packet) << bit;
      EXPECT_EQ(packet.error(), (ParseError{layout.at("checksum"), ParseReason::icmpv6_checksum})) << bit;
    });
  }
}

// And with the checksum made right again, a flipped bit parses or is refused for what it is, never for its
// checksum.
TEST(Ndp, EveryBitFlipResealed) {
  for (const Layout& layout : kAll) {
    for_each_flip(sealed(layout.bytes()), [](std::size_t bit, const Bytes& flipped) {
      const auto packet = NdpPacket::parse(sealed(flipped));
      if (packet) {
        EXPECT_EQ(NdpPacket::parse(written(*packet)), packet) << bit;
      } else {
        EXPECT_NE(packet.error().why, ParseReason::icmpv6_checksum) << bit;
      }
    });
  }
}

}  // namespace
}  // namespace herald::wire
