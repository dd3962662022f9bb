#include "core/l2/responder.h"
#include "tests/unit/allocation_count/allocation_count.h"
#include "tests/unit/l2/frames.h"

#include <gtest/gtest.h>

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

using tests::allocations_of;

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
