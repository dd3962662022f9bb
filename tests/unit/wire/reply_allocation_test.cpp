#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"
#include "tests/unit/allocation_count/allocation_count.h"
#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <span>

#include <gtest/gtest.h>

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;
using tests::allocations_of;

const MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});
const IpAddress kOwned4 = IpAddress::v4(0xc0a807f0);
const IpAddress kOwned6 = IpAddress::parse("2001:db8:7::f0").value();

// What the speaker does for each request: the header, the packet behind it, the answer.
void answer(std::span<const std::uint8_t> request, Bytes& reply) {
  const auto header = EthernetHeader::parse(request);
  if (!header) return;
  const auto payload = request.subspan(header->size());
  if (header->type == kEtherTypeArp) {
    const auto packet = ArpPacket::parse(payload);
    if (packet) arp_reply(*packet, kOurs, reply);
  } else {
    const auto packet = NdpPacket::parse(payload);
    if (packet) neighbor_reply(*packet, header->source, kOurs, reply);
  }
}

Bytes solicitation_frame() {
  Bytes frame;
  ByteWriter writer(frame);
  EthernetHeader{kOurs, kOurs, std::nullopt, kEtherTypeIpv6}.append_to(writer);
  writer.append(sealed(kSolicitation.bytes()));
  return frame;
}

Bytes arp_frame() {
  Bytes frame;
  arp_probe(kOurs, kOwned4, frame);
  return frame;
}

// The counter counts, a cold buffer included: a test of nothing would pass for ever.
TEST(ReplyAllocation, IsCounted) {
  Bytes cold;
  EXPECT_GE(allocations_of([&] { arp_probe(kOurs, kOwned4, cold); }), 1u);
}

// From the received frame to the one to send, in a buffer that was used before.
TEST(ReplyAllocation, AnsweringAllocatesNothing) {
  Bytes reply;
  for (const Bytes& request : {solicitation_frame(), arp_frame()}) {
    answer(request, reply);  // warms the buffer
    ASSERT_FALSE(reply.empty());
    EXPECT_EQ(allocations_of([&] {
                for (int i = 0; i < 100; ++i)
                  answer(request, reply);
              }),
              0u);
  }
}

// Nor does refusing: a flood of broken frames costs no memory.
TEST(ReplyAllocation, RefusingAllocatesNothing) {
  Bytes reply;
  for (const Bytes& request : {solicitation_frame(), arp_frame()}) {
    for (std::size_t size = 0; size < request.size(); ++size) {
      EXPECT_EQ(allocations_of([&] { answer(std::span(request).first(size), reply); }), 0u) << size;
    }
  }
  EXPECT_TRUE(reply.empty());
}

TEST(ReplyAllocation, AnnouncingAllocatesNothing) {
  Bytes frame(128);
  EXPECT_EQ(allocations_of([&] {
              arp_announcement(ArpOperation::request, kOurs, kOwned4, frame);
              arp_announcement(ArpOperation::reply, kOurs, kOwned4, frame);
              arp_probe(kOurs, kOwned4, frame);
              neighbor_announcement(kOurs, kOwned6, frame);
              neighbor_probe(kOurs, kOwned6, frame);
            }),
            0u);
  EXPECT_FALSE(frame.empty());
}

}  // namespace
}  // namespace herald::wire
