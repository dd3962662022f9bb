// Which address a speaker would take for its ring when nobody names one: the one towards the API server, in a
// cluster whose kube-proxy has Services' addresses on every node, and in one where it has not.
#include "runtime/local_address.h"
#include "tests/integration/netns/network_namespace.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

using testing::HasSubstr;

class RingAddressTest : public testing::Test {
 protected:
  RingAddressTest() {
    netns::NetworkNamespace::connect({node_, "eth0"}, {router_, "eth0"});
    node_.ip("addr add 192.0.2.7/24 dev eth0");
    node_.ip("route add default via 192.0.2.1");
  }

  [[nodiscard]] Result<std::string, std::string> towards(const std::string& host) const {
    std::optional<Result<std::string, std::string>> found;
    node_.run([&] { found = runtime::source_address_towards(host); });
    return *std::move(found);
  }

  netns::NetworkNamespace node_;
  netns::NetworkNamespace router_;
};

TEST_F(RingAddressTest, IsTheOneTowardsTheApiServer) {
  EXPECT_EQ(towards("10.96.0.1").value_or("none"), "192.0.2.7");
}

// Loopback serves as kube-ipvs0, which not every kernel can make: it is the local route that counts.
TEST_F(RingAddressTest, IsNotTheApiServersThatIpvsPutsOnEveryNode) {
  node_.ip("addr add 10.96.0.1/32 dev lo");
  const auto found = towards("10.96.0.1");
  ASSERT_FALSE(found) << *found;
  EXPECT_THAT(found.error(), HasSubstr("10.96.0.1 is an address of this machine itself"));
}

TEST_F(RingAddressTest, NorWhenItIsAnIPv6One) {
  node_.ip("addr add fd00:96::1/128 dev lo");
  const auto found = towards("fd00:96:0::1");
  ASSERT_FALSE(found) << *found;
  EXPECT_THAT(found.error(), HasSubstr("of this machine itself"));
}

}  // namespace
}  // namespace herald::speaker::io
