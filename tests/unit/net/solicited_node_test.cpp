#include "core/net/solicited_node.h"

#include "tests/unit/net/addresses.h"

#include <gtest/gtest.h>

namespace herald::net {
namespace {

// The example of RFC 4291 section 2.7.1.
TEST(SolicitedNode, ExampleOfTheRfc) {
  EXPECT_EQ(solicited_node(ip("4037::01:800:200e:8c6c")), ip("ff02::1:ff0e:8c6c"));
}

// Only the low 24 bits of the address count, and all of them do.
TEST(SolicitedNode, TakesTheLow24Bits) {
  EXPECT_EQ(solicited_node(ip("::")), ip("ff02::1:ff00:0"));
  EXPECT_EQ(solicited_node(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")), ip("ff02::1:ffff:ffff"));
  EXPECT_EQ(solicited_node(ip("2001:db8::ab01:203")), ip("ff02::1:ff01:203"));
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const IpAddress address = random_v6(random);
    const IpAddress group = solicited_node(address);
    ASSERT_TRUE(cidr("ff02::1:ff00:0/104").contains(group));
    ASSERT_EQ(group.value() & 0xffffff, address.value() & 0xffffff);
  }
}

// RFC 2464 section 7: 33-33 and the low 32 bits of the group.
TEST(MulticastMac, FollowsRfc2464) {
  EXPECT_EQ(multicast_mac(ip("ff02::1")).to_string(), "33:33:00:00:00:01");
  EXPECT_EQ(multicast_mac(ip("ff02::1:ff0e:8c6c")).to_string(), "33:33:ff:0e:8c:6c");
  EXPECT_EQ(multicast_mac(ip("ff05::8765:4321")).to_string(), "33:33:87:65:43:21");
  EXPECT_TRUE(multicast_mac(ip("ff02::1")).is_multicast());
}

// IPv4 has no solicited-node group, and its multicast maps by another rule: asking is a bug.
TEST(SolicitedNodeDeathTest, Ipv4) {
  EXPECT_DEATH(static_cast<void>(solicited_node(ip("192.0.2.1"))), "broken invariant");
  EXPECT_DEATH(static_cast<void>(multicast_mac(ip("224.0.0.1"))), "broken invariant");
  EXPECT_DEATH(static_cast<void>(multicast_mac(ip("2001:db8::1"))), "broken invariant");
}

}  // namespace
}  // namespace herald::net
