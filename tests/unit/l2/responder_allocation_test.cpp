// Replaces the global allocator of this test program by one that counts.
#include "core/l2/responder.h"
#include "tests/unit/l2/frames.h"

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

namespace herald::l2 {
namespace {

constexpr std::uint32_t kAddresses = 10'000;

Responder crowded_responder() {
  Responder responder;
  responder.set_scope(kAnywhere, {kEth0.index, kEth1.index});
  for (std::uint32_t i = 0; i < kAddresses; ++i)
    responder.announce(IpAddress::v4(0x0a000000 + i), kAnywhere);
  responder.announce(kOwned6, kAnywhere);
  return responder;
}

std::vector<Bytes> frames() {
  Bytes broken = arp_request(kOwned4);
  broken.pop_back();
  return {arp_request(IpAddress::v4(0x0a000000)), ndp_frame(asks(kOwned6)), ndp_frame(dad(kOwned6)),
          arp_request(ip("10.99.0.1")),           arp_announced(kOwned4),   broken};
}

template <class Action>
std::size_t allocations_of(Action action) {
  const std::size_t before = allocations;
  action();
  return allocations - before;
}

// The counter counts, a cold buffer included: a test of nothing would pass for ever.
TEST(ResponderAllocation, IsCounted) {
  const Responder responder = crowded_responder();
  Bytes cold;
  EXPECT_GE(allocations_of([&] { (void)responder.answer(kEth0, arp_request(kOwned4), cold); }), 1U);
}

TEST(ResponderAllocation, NoFrameCostsMemory) {
  const Responder responder = crowded_responder();
  Bytes reply(128);
  for (const Bytes& frame : frames()) {
    EXPECT_EQ(allocations_of([&] {
                for (int i = 0; i < 100; ++i)
                  (void)responder.answer(kEth0, frame, reply);
              }),
              0U);
  }
}

}  // namespace
}  // namespace herald::l2
