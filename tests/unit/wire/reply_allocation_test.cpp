// Replaces the global allocator of this test program by one that counts.
#include "core/wire/arp_frames.h"
#include "core/wire/ethernet.h"
#include "core/wire/ndp.h"
#include "core/wire/ndp_frames.h"
#include "tests/unit/wire/layout.h"
#include "tests/unit/wire/ndp_packets.h"

#include <cstddef>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

namespace {

std::size_t allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}

namespace herald::wire {
namespace {

using net::IpAddress;
using net::MacAddress;

const MacAddress kOurs({0x02, 0x68, 0x00, 0x00, 0x00, 0x17});
const IpAddress kOwned4 = IpAddress::v4(0xc0a807f0);
const IpAddress kOwned6 = IpAddress::parse("2001:db8:7::f0").value();

template <class Action>
std::size_t allocations_of(Action action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

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
