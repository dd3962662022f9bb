// What nodes say of themselves, and what of it goes on: to the controller, or nowhere.
#include "tests/unit/speaker/brain_fixture.h"

namespace herald::speaker {
namespace {

using bench::config_of;
using bench::ip;
using bench::node;
using bench::pool;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

// The controller is told before it gives the address away, so also while no Service has it.
TEST_F(SpeakerBrainTest, ANodesOwnAddressInAPoolIsReportedWithinASecond) {
  start();
  tick_until(now_ + seconds(60));
  writes_.clear();
  model::Node other = node("a");
  other.addresses = {ip("10.0.0.7"), ip("192.0.2.1")};
  tell(NodeChanged{other});
  tick_until(now_ + seconds(1));
  ASSERT_THAT(writes_, SizeIs(1));
  EXPECT_EQ(writes_.back().report.at("lb.herald/node-addresses"), "10.0.0.7=a");
  EXPECT_EQ(writes_.back().report.count("lb.herald/silent"), 0U) << "nobody wants it";
  tell(ConfigChanged{config_of({pool("lan", "10.0.0.0/24"), pool("nodes", "192.0.2.0/24")}), "text"});
  tick_until(now_ + seconds(1));
  ASSERT_THAT(writes_, SizeIs(2));
  EXPECT_EQ(writes_.back().report.at("lb.herald/node-addresses"), "10.0.0.7=a,192.0.2.1=a");
  tell(NodeGone{"a"});
  tick_until(now_ + seconds(1));
  ASSERT_THAT(writes_, SizeIs(3));
  EXPECT_EQ(writes_.back().report.count("lb.herald/node-addresses"), 0U);
}

// What kubelets say every few seconds is no news.
TEST_F(SpeakerBrainTest, AHeartbeatOfANodeIsNoReportAndNoOrder) {
  start();
  model::Node self = node("b");
  self.addresses = {ip("10.0.0.1")};
  tell(NodeChanged{self});
  tick_until(now_ + seconds(60));
  EXPECT_EQ(writes_.back().report.at("lb.herald/silent"), "NodeAddress=10.0.0.1");
  writes_.clear();
  take_orders();
  const Instant deadline = brain_.next_deadline();
  self.ready = !self.ready;
  tell(NodeChanged{self});
  EXPECT_EQ(brain_.next_deadline(), deadline);
  EXPECT_THAT(kinds(), IsEmpty());
  EXPECT_THAT(writes_, IsEmpty());
}

}  // namespace
}  // namespace herald::speaker
