#include "controller/shell_assign_times.h"

#include <gtest/gtest.h>

namespace herald::controller {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};
const model::ServiceKey kWeb{"shop", "web"};

model::Service service(bool load_balancer, const std::string& uid = "1") {
  model::Service made;
  made.key = kWeb;
  made.uid = uid;
  made.is_load_balancer = load_balancer;
  return made;
}

model::Service served(const std::string& uid = "1") {
  model::Service made = service(true, uid);
  made.ingress.push_back(*net::IpAddress::parse("192.0.2.1"));
  return made;
}

class AssignTimesTest : public testing::Test {
 protected:
  // As the shell does: first here, then, perhaps later, in the brain.
  void see(const model::Service& service, Duration at) {
    times_.see(service, kStart + at);
    snapshot_.see(service);
  }

  Snapshot snapshot_;
  AssignTimes times_{snapshot_};
};

TEST_F(AssignTimesTest, TheWaitBeginsWhenItBecomesALoadBalancerAndIsTakenOnce) {
  see(service(false), 0s);
  auto made = service(true);
  made.resource_version = "2";
  see(made, 0s);
  made.resource_version = "3";  // an edit elsewhere
  see(made, 2s);
  EXPECT_EQ(times_.take(kWeb, kStart + 3s), 3s);
  EXPECT_EQ(times_.take(kWeb, kStart + 4s), std::nullopt);
  made.resource_version = "4";  // refused, and it still waits: that is no new beginning
  see(made, 5s);
  EXPECT_EQ(times_.take(kWeb, kStart + 6s), std::nullopt);
}

// After a restart or a change of leaders it is new to the process and old to its user.
TEST_F(AssignTimesTest, OneThatWasRefusedBeforeIsNotTimed) {
  model::Service refused = service(true);
  refused.assigned = model::Condition{false, "PoolFull", "pool \"a\" is full"};
  see(refused, 0s);
  EXPECT_EQ(times_.take(kWeb, kStart + 3h), std::nullopt);
  // Followers see it made, and hear of the decision from the watch.
  see(service(true, "2"), 3h);
  refused.uid = "2";
  refused.resource_version = "2";
  see(refused, 3h);
  EXPECT_EQ(times_.take(kWeb, kStart + 6h), std::nullopt);
}

TEST_F(AssignTimesTest, DeletedAndMadeAgainItWaitsAnew) {
  see(service(true), 0s);
  see(service(true, "2"), 7s);
  EXPECT_EQ(times_.take(kWeb, kStart + 9s), 2s);
}

TEST_F(AssignTimesTest, ABrainThatLagsDoesNotBeginTheWaitAnew) {
  times_.see(service(true), kStart);
  times_.see(service(true), kStart + 2s);
  EXPECT_EQ(times_.take(kWeb, kStart + 3s), 3s);
}

TEST_F(AssignTimesTest, WhoHasAnAddressOrIsNoLoadBalancerDoesNotWait) {
  see(served(), 0s);
  EXPECT_EQ(times_.take(kWeb, kStart + 1s), std::nullopt);
  see(service(true, "2"), 1s);
  see(service(false, "2"), 2s);
  EXPECT_EQ(times_.take(kWeb, kStart + 3s), std::nullopt);
  see(service(true, "3"), 3s);
  times_.forget(kWeb);
  EXPECT_EQ(times_.take(kWeb, kStart + 4s), std::nullopt);
}

}  // namespace
}  // namespace herald::controller
