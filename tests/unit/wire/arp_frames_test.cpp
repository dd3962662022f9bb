#include "core/wire/arp_frames.h"

#include "core/wire/ethernet.h"
#include "tests/unit/wire/layout.h"

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;

const MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});
const MacAddress kAsker({0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c});
const IpAddress kOwned = IpAddress::v4(0xc0a807f0);  // 192.168.7.240

// The parts that all frames have in common.
const Layout kFrame = {
    {"destination", {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}},  // broadcast
    {"source", {0x02, 0x68, 0x00, 0x00, 0x00, 0x17}},       // ours
    {"type", {0x08, 0x06}},                                 // ARP
    {"hardware type", {0x00, 0x01}},                        // Ethernet
    {"protocol type", {0x08, 0x00}},                        // IPv4
    {"hardware length", {0x06}},
    {"protocol length", {0x04}},
    {"operation", {0x00, 0x02}},                           // reply
    {"sender mac", {0x02, 0x68, 0x00, 0x00, 0x00, 0x17}},  // ours
    {"sender ip", {0xc0, 0xa8, 0x07, 0xf0}},               // 192.168.7.240
    {"target mac", {0x00, 0x00, 0x00, 0x00, 0x00, 0x00}},
    {"target ip", {0xc0, 0xa8, 0x07, 0xf0}},  // 192.168.7.240
};

ArpPacket request_from(IpAddress asker) {
  return {.operation = ArpOperation::request,
          .sender_mac = kAsker,
          .sender_ip = asker,
          .target_mac = MacAddress(),
          .target_ip = kOwned};
}

// The answer is unicast, and names both sides.
TEST(ArpFrames, Reply) {
  Bytes frame;
  arp_reply(request_from(IpAddress::v4(0xc0a80709)), kOurs, frame);
  EXPECT_EQ(frame, kFrame.with("destination", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c})
                       .with("target mac", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c})
                       .with("target ip", {0xc0, 0xa8, 0x07, 0x09})
                       .bytes());
}

// A probe is answered to the prober, who has no address yet.
TEST(ArpFrames, ReplyToProbe) {
  Bytes frame;
  const ArpPacket probe = request_from(IpAddress::v4(0));
  ASSERT_TRUE(probe.is_probe());
  arp_reply(probe, kOurs, frame);
  EXPECT_EQ(frame, kFrame.with("destination", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c})
                       .with("target mac", {0x52, 0x54, 0x00, 0x1a, 0x2b, 0x3c})
                       .with("target ip", {0x00, 0x00, 0x00, 0x00})
                       .bytes());
}

TEST(ArpFrames, AnnouncementAsRequest) {
  Bytes frame;
  arp_announcement(ArpOperation::request, kOurs, kOwned, frame);
  EXPECT_EQ(frame, kFrame.with("operation", {0x00, 0x01}).bytes());
}

TEST(ArpFrames, AnnouncementAsReply) {
  Bytes frame;
  arp_announcement(ArpOperation::reply, kOurs, kOwned, frame);
  EXPECT_EQ(frame, kFrame.with("target mac", {0x02, 0x68, 0x00, 0x00, 0x00, 0x17}).bytes());
}

TEST(ArpFrames, Probe) {
  Bytes frame;
  arp_probe(kOurs, kOwned, frame);
  EXPECT_EQ(frame,
            kFrame.with("operation", {0x00, 0x01}).with("sender ip", {0x00, 0x00, 0x00, 0x00}).bytes());
}

// The receiver recognises each frame for what it is meant to be.
TEST(ArpFrames, AreRecognised) {
  Bytes frame;
  const auto parsed = [&frame] {
    const auto header = EthernetHeader::parse(frame).value();
    EXPECT_EQ(header.type, kEtherTypeArp);
    return ArpPacket::parse(std::span(frame).subspan(header.size())).value();
  };
  arp_announcement(ArpOperation::request, kOurs, kOwned, frame);
  EXPECT_TRUE(parsed().is_announcement());
  arp_announcement(ArpOperation::reply, kOurs, kOwned, frame);
  EXPECT_TRUE(parsed().is_announcement());
  arp_probe(kOurs, kOwned, frame);
  EXPECT_TRUE(parsed().is_probe());
  EXPECT_FALSE(parsed().is_announcement());
}

// What the buffer held before is gone, also when it was longer.
TEST(ArpFrames, ReplaceTheBuffer) {
  Bytes frame(1500, 0xa5);
  arp_probe(kOurs, kOwned, frame);
  EXPECT_EQ(frame.size(), 42u);
}

TEST(ArpFramesDeathTest, AreForIpv4) {
  Bytes frame;
  EXPECT_DEATH(arp_probe(kOurs, IpAddress::v6(1), frame), "broken invariant");
}

}  // namespace
}  // namespace herald::wire
