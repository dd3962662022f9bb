#include "core/wire/ndp_frames.h"

#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;

const MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});
const MacAddress kFrameSource({0x52, 0x54, 0x00, 0x00, 0x00, 0x99});
const IpAddress kOwned = IpAddress::parse("2001:db8:7::f0").value();
const Bytes kAllNodes = {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

const Layout kToAsker = {
    {"destination", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c}},  // the solicitation's option
    {"source", {0x02, 0x68, 0x00, 0x00, 0x00, 0x17}},       // ours
    {"type", {0x86, 0xdd}},                                 // IPv6
};
const Layout kToAll =
    kToAsker.with("destination", {0x33, 0x33, 0x00, 0x00, 0x00, 0x01});  // RFC 2464 section 7

NdpPacket parsed(const Layout& layout) {
  return NdpPacket::parse(sealed(layout.bytes())).value();
}

// An Ethernet header and the packet, made consistent.
Bytes frame_of(const Layout& header, const Layout& packet) {
  Bytes frame = header.bytes();
  const Bytes behind = sealed(packet.bytes());
  frame.insert(frame.end(), behind.begin(), behind.end());
  return frame;
}

// To the address that the option names; solicited, overriding, with our link-layer address.
TEST(NdpFrames, Reply) {
  Bytes frame;
  neighbor_reply(parsed(kSolicitation), kFrameSource, kOurs, frame);
  EXPECT_EQ(frame, frame_of(kToAsker, kAdvertisement));
}

// Without the option the answer goes where the frame came from.
TEST(NdpFrames, ReplyWithoutOption) {
  NdpPacket solicitation = parsed(kSolicitation);
  std::get<NeighborSolicitation>(solicitation.message).source_link_layer.reset();
  Bytes frame;
  neighbor_reply(solicitation, kFrameSource, kOurs, frame);
  EXPECT_EQ(frame,
            frame_of(kToAsker.with("destination", {0x52, 0x54, 0x00, 0x00, 0x00, 0x99}), kAdvertisement));
}

// RFC 4861 section 7.2.4: who has no address is answered through all nodes, and not as solicited.
TEST(NdpFrames, ReplyToProbe) {
  Bytes frame;
  neighbor_reply(parsed(kProbe), kFrameSource, kOurs, frame);
  EXPECT_EQ(frame,
            frame_of(kToAll,
                     kAdvertisement.with("destination", kAllNodes).with("flags", {0x20, 0x00, 0x00, 0x00})));
}

TEST(NdpFrames, Announcement) {
  Bytes frame;
  neighbor_announcement(kOurs, kOwned, frame);
  EXPECT_EQ(frame,
            frame_of(kToAll,
                     kAdvertisement.with("destination", kAllNodes).with("flags", {0x20, 0x00, 0x00, 0x00})));
}

TEST(NdpFrames, Probe) {
  Bytes frame;
  neighbor_probe(kOurs, kOwned, frame);
  EXPECT_EQ(frame, frame_of(kToAsker.with("destination", {0x33, 0x33, 0xff, 0x00, 0x00, 0xf0}), kProbe));
}

// Each is accepted by the rules of its receiver: built, parsed, the same again.
TEST(NdpFrames, AreValid) {
  Bytes frame;
  const auto received = [&frame] {
    return NdpPacket::parse(std::span(frame).subspan(EthernetHeader::parse(frame)->size()));
  };
  neighbor_reply(parsed(kSolicitation), kFrameSource, kOurs, frame);
  ASSERT_TRUE(received());
  EXPECT_EQ(*received(), parsed(kAdvertisement));
  neighbor_announcement(kOurs, kOwned, frame);
  ASSERT_TRUE(received());
  neighbor_probe(kOurs, kOwned, frame);
  ASSERT_TRUE(received());
  EXPECT_TRUE(received()->is_probe());
}

// What the buffer held before is gone, also when it was longer.
TEST(NdpFrames, ReplaceTheBuffer) {
  Bytes frame(1500, 0xa5);
  neighbor_announcement(kOurs, kOwned, frame);
  EXPECT_EQ(frame.size(), 14u + 40u + 32u);
}

TEST(NdpFramesDeathTest, OnlySolicitationsAreAnswered) {
  Bytes frame;
  EXPECT_DEATH(neighbor_reply(parsed(kAdvertisement), kFrameSource, kOurs, frame), "broken invariant");
}

}  // namespace
}  // namespace herald::wire
