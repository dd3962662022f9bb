#include "core/net/ip.h"

#include <gtest/gtest.h>

#include "core/model/service.h"
#include "core/net/cidr.h"
#include "core/net/ip_range_set.h"
#include "core/net/solicited_node.h"

namespace herald::net {
namespace {

TEST(IpAddress, PrintsAsRfc5952Says) {
  EXPECT_EQ(IpAddress::parse("2001:DB8:0:0:1:0:0:1")->to_string(), "2001:db8::1:0:0:1");
  EXPECT_EQ(IpAddress::parse("::")->to_string(), "::");
  EXPECT_EQ(IpAddress::parse("1:0:0:0:0:0:0:0")->to_string(), "1::");
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1")->to_string(), "::ffff:192.0.2.1");
}

}  // namespace
}  // namespace herald::net
