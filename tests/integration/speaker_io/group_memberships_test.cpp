#include "speaker/io/group_memberships.h"

#include "core/net/solicited_node.h"
#include "tests/integration/netns/network_namespace.h"
#include "tests/integration/speaker_io/frames.h"

#include <net/if.h>

#include <gmock/gmock.h>

namespace herald::speaker::io {
namespace {

using testing::HasSubstr;
using testing::Not;

class GroupMembershipsTest : public testing::Test {
 protected:
  GroupMembershipsTest() {
    netns::NetworkNamespace::connect({node_, "eth0"}, {neighbour_, "eth0"});
    node_.run([&] { eth0_ = ::if_nametoindex("eth0"); });
  }

  [[nodiscard]] std::string groups() const {
    return node_.command({"ip", "-6", "maddr", "show", "dev", "eth0"}).out;
  }

  void join(const std::string& group) {
    node_.run([&] {
      const auto joined = memberships_.join(eth0_, ip(group));
      EXPECT_TRUE(joined) << joined.error();
    });
  }

  netns::NetworkNamespace node_;
  netns::NetworkNamespace neighbour_;
  std::uint32_t eth0_ = 0;
  GroupMemberships memberships_;
};

TEST_F(GroupMembershipsTest, JoinsAndLeaves) {
  join("ff02::1:ff00:220");
  join("ff02::1:ff00:220");
  EXPECT_THAT(groups(), HasSubstr("ff02::1:ff00:220"));
  memberships_.leave(eth0_, ip("ff02::1:ff00:220"));
  EXPECT_THAT(groups(), Not(HasSubstr("ff02::1:ff00:220")));
  memberships_.leave(eth0_, ip("ff02::1:ff00:220"));
  EXPECT_EQ(memberships_.size(), 0U);
}

TEST_F(GroupMembershipsTest, HoldsThousands) {
  node_.run([&] {
    for (unsigned i = 0; i < 5000; ++i)
      ASSERT_TRUE(memberships_.join(eth0_, net::solicited_node(net::IpAddress::v6(i * 3))));
  });
  EXPECT_EQ(memberships_.size(), 5000U);
  EXPECT_THAT(groups(), HasSubstr("ff02::1:ff00:3\n"));
  EXPECT_THAT(groups(), HasSubstr(net::solicited_node(net::IpAddress::v6(4999 * 3)).to_string() + "\n"));
}

TEST_F(GroupMembershipsTest, MayJoinAgainWhenTheInterfaceIsBack) {
  join("ff02::1:ff00:220");
  node_.ip("link delete eth0");
  memberships_.forget(eth0_);
  EXPECT_EQ(memberships_.size(), 0U);
  netns::NetworkNamespace::connect({node_, "eth0"}, {neighbour_, "eth0"});
  node_.run([&] { eth0_ = ::if_nametoindex("eth0"); });
  join("ff02::1:ff00:220");
  EXPECT_THAT(groups(), HasSubstr("ff02::1:ff00:220"));
}

// Too small for IPv6, until somebody puts it right.
TEST_F(GroupMembershipsTest, TriesAgainWhatWasRefused) {
  node_.ip("link set eth0 mtu 1000");
  node_.run([&] {
    EXPECT_FALSE(memberships_.join(eth0_, ip("ff02::1:ff00:220")));
    EXPECT_FALSE(memberships_.join(eth0_, ip("ff02::1:ff00:221")));
    memberships_.retry();
  });
  EXPECT_EQ(memberships_.size(), 0U);
  memberships_.leave(eth0_, ip("ff02::1:ff00:221"));
  node_.ip("link set eth0 mtu 1500");
  node_.run([&] { memberships_.retry(); });
  EXPECT_THAT(groups(), HasSubstr("ff02::1:ff00:220"));
  EXPECT_THAT(groups(), Not(HasSubstr("ff02::1:ff00:221"))) << "nobody wants it any more";
}

TEST_F(GroupMembershipsTest, SaysWhatMayBeWrong) {
  node_.sysctl("net/ipv6/conf/eth0/disable_ipv6", "1");
  node_.run([&] {
    const auto joined = memberships_.join(eth0_, ip("ff02::1:ff00:220"));
    if (!joined) EXPECT_THAT(joined.error(), HasSubstr("eth0"));
    const auto nowhere = memberships_.join(4711, ip("ff02::1:ff00:220"));
    ASSERT_FALSE(nowhere);
    EXPECT_THAT(nowhere.error(), HasSubstr("4711"));
  });
}

}  // namespace
}  // namespace herald::speaker::io
