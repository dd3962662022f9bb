// A session on an interface alone: each side finds the other by its router advertisements, and IPv4 travels
// behind IPv6 next hops (RFC 8950). BIRD has no such sessions.
#include "tests/integration/bgp/interop.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>

namespace herald::interop {
namespace {

using Unnumbered = Interop;
using testing::Contains;
using testing::StartsWith;

TEST_P(Unnumbered, BothSidesFindEachOther) {
  PeerWanted wanted = peer();
  wanted.path.address.reset();
  wanted.path.interface = "eth0";
  connect({.peer = "eth0", .unnumbered = true}, wanted);
  announce("198.51.100.1/32");
  announce("2001:db8::1/128");
  EXPECT_THAT(held("198.51.100.1/32").next_hops, Contains("fd00::2")) << "the address that stays";
  EXPECT_THAT(held("2001:db8::1/128").next_hops, Contains(StartsWith("fe80::")));
}

INSTANTIATE_TEST_SUITE_P(With, Unnumbered, testing::Values(Make::frr),
                         [](const auto& row) { return name_of(row.param); });

}  // namespace
}  // namespace herald::interop
