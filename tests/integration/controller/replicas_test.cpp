// Two replicas, and the leader is taken away in the middle of 2,000 creations and 1,400 deletions. The pool
// is little larger than what lives at a time, so that addresses change hands while the leadership does.
#include "tests/integration/controller/api_user.h"
#include "tests/integration/controller/lab_cluster.h"

#include <chrono>

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using std::chrono::steady_clock;
using testing::IsEmpty;

constexpr int kCreated = 2000;
constexpr int kLiving = 600;
constexpr const char* kAddresses = "10.1.0.0/22";

class ReplicasTest : public testing::Test {
 protected:
  void TearDown() override {
    if (!HasFailure()) return;
    ADD_FAILURE() << "answers: " << testing::PrintToString(user_.answers()) << "\n"
                  << cluster_.server_output();
  }

  void start(const LeaseFlags& lease) {
    user_.create_namespace();
    user_.create_config(kAddresses);
    ASSERT_TRUE(user_.answered());
    leader_ = cluster_.start_controller(lease);
    ASSERT_TRUE(user_.run_until([&] { return !user_.leader().empty(); }));
    successor_ = cluster_.start_controller(lease);
    ASSERT_TRUE(successor_->says({"\"event\":\"watch_synced\"", "\"leases\""}));
  }

  void create_and_remove(int from, int to) {
    for (int i = from; i < to; ++i) {
      user_.create_service("s" + std::to_string(i));
      if (i >= kLiving) user_.remove_service("s" + std::to_string(i - kLiving));
    }
  }

  // From the signal to the Lease that names the other one, as a watch tells it.
  void end_the_leader_meanwhile(int signal) {
    const std::string first = user_.leader();
    create_and_remove(0, kCreated / 2);
    ASSERT_TRUE(user_.run_until([&] { return user_.assigned() >= kLiving / 3; }));
    create_and_remove(kCreated / 2, kCreated);
    const std::size_t all = user_.underway();
    ASSERT_TRUE(user_.run_until([&] { return user_.underway() < all - 100; }));
    ASSERT_GT(user_.underway(), 1000U) << "too late: little is left to be done";
    const auto told = steady_clock::now();
    leader_->end(signal);
    ASSERT_TRUE(user_.run_until([&] { return !user_.leader().empty() && user_.leader() != first; }));
    took_ = steady_clock::now() - told;
    RecordProperty("handover_ms",
                   static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took_).count()));
  }

  void expect_everything_in_place() {
    ASSERT_TRUE(user_.answered());
    EXPECT_TRUE(user_.run_until([&] { return user_.all_assigned(kLiving); }))
        << user_.assigned() << " of " << user_.services().size();
    EXPECT_THAT(user_.doubles_ever(), IsEmpty());
    ASSERT_TRUE(user_.look_again());
    EXPECT_TRUE(user_.all_assigned(kLiving));
    EXPECT_THAT(user_.doubles_now(), IsEmpty());
    EXPECT_THAT(user_.answers(), testing::UnorderedElementsAre(testing::Pair(201, kCreated + 2),
                                                               testing::Pair(200, kCreated - kLiving)));
    const std::string state = successor_->page("/debug/state");
    EXPECT_EQ(number_in(state, "used"), kLiving) << state;
  }

  LabCluster cluster_;
  ApiUser user_{cluster_.kubeconfig()};
  std::unique_ptr<Controller> leader_;
  std::unique_ptr<Controller> successor_;
  steady_clock::duration took_{};
};

TEST_F(ReplicasTest, AKilledLeaderIsReplacedWithinTheLeaseTimeAndNothingIsLost) {
  const LeaseFlags lease{.duration = "3s", .renew_deadline = "2s", .retry_period = "500ms"};
  start(lease);
  end_the_leader_meanwhile(SIGKILL);
  // The Lease is good for 3 s from its last renewal, and this machine is busy.
  EXPECT_LT(took_, std::chrono::seconds(4));
  expect_everything_in_place();
}

TEST_F(ReplicasTest, ALeaderThatIsToldToStopIsReplacedAtOnceAndNothingIsLost) {
  // Only a release can explain the speed.
  start({.duration = "1h", .renew_deadline = "30m", .retry_period = "2s"});
  end_the_leader_meanwhile(SIGTERM);
  // Alone on its machine it takes far less than a second, which the first cluster's test demands; here it is
  // busy.
  EXPECT_LT(took_, std::chrono::seconds(3));
  expect_everything_in_place();
}

}  // namespace
}  // namespace herald::controller
