// What an API server and a machine can do to the controller. After each: no address twice, every Service has
// one, and the ledger agrees with the statuses. HERALD_CHAOS_KILLS=100 and HERALD_CHAOS_SEED=7 ask for more
// kills, and for others.
#include "core/base/random.h"
#include "tests/integration/controller/api_user.h"
#include "tests/integration/controller/lab_cluster.h"

#include <cstdlib>

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using std::chrono::milliseconds;
using testing::IsEmpty;

// A Lease of a second: each kill costs little more than that.
const LeaseFlags kShortLease{.duration = "1s", .renew_deadline = "600ms", .retry_period = "100ms"};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class ChaosTest : public testing::Test {
 protected:
  void SetUp() override {
    furnish();
    controller_ = cluster_.start_controller(kShortLease);
    create(100);
    expect_agreement();
  }

  void TearDown() override {
    if (HasFailure()) ADD_FAILURE() << cluster_.server_output() << controller_->page("/debug/state");
  }

  void furnish() {
    user_->create_namespace();
    user_->create_config("10.1.0.0/22");
    ASSERT_TRUE(user_->answered());
  }

  void create(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      user_->create_service("s" + std::to_string(created_++));
    living_ += count;
  }

  void remove(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      user_->remove_service("s" + std::to_string(removed_++));
    living_ -= count;
  }

  // What changes while things go wrong.
  void churn() {
    create(60);
    remove(40);
    ASSERT_TRUE(user_->answered());
  }

  void fault(const std::string& rules) {
    user_->pull_switch("faults", "{\"faults\":[" + rules + "]}");
    ASSERT_TRUE(user_->answered());
  }

  // The newcomer is served after everything else that the controller has seen, so its own view is complete.
  void expect_agreement() {
    ASSERT_TRUE(user_->answered());
    ASSERT_TRUE(user_->look_again());
    EXPECT_TRUE(user_->run_until([&] { return user_->all_settled(living_); }))
        << user_->assigned() << " of " << living_ << " have an address; there are "
        << user_->services().size();
    create(1);
    ASSERT_TRUE(user_->run_until([&] { return user_->all_settled(living_); }));
    EXPECT_THAT(user_->doubles_now(), IsEmpty());
    const std::string state = controller_->page("/debug/state");
    EXPECT_EQ(number_in(state, "used"), living_) << state;
    EXPECT_EQ(number_in(state, "assigned"), living_) << state;
    EXPECT_THAT(user_->answers(), testing::Each(testing::Key(testing::AnyOf(200, 201))));
  }

  LabCluster cluster_;
  std::unique_ptr<ApiUser> user_ = std::make_unique<ApiUser>(cluster_.kubeconfig());
  std::unique_ptr<Controller> controller_;
  std::size_t created_ = 0;
  std::size_t removed_ = 0;
  std::size_t living_ = 0;
};

TEST_F(ChaosTest, ASlowServer) {
  fault(R"({"fault":"latency","verb":"patch","count":-1,"milliseconds":30})");
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, AServerThatHasTooMuchToDo) {
  fault(R"({"fault":"too_many","verb":"patch","resource":"services","count":40,"retryAfter":1})");
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, ABurstOfConflicts) {
  fault(R"({"fault":"conflict","verb":"patch","resource":"services","count":40})");
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, AServerThatFails) {
  fault(R"({"fault":"error","verb":"patch","resource":"services","count":20})");
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, WatchesThatAreCutInTheMiddle) {
  fault(R"({"fault":"drop_watch","verb":"watch","count":8,"milliseconds":20})");
  user_->pull_switch("drop-watches");
  churn();
  expect_agreement();
}

// What expires is listed anew, though the Services of that time are gone.
TEST_F(ChaosTest, AHistoryThatIsForgottenEarly) {
  user_->pull_switch("drop-watches");
  churn();
  user_->pull_switch("compact");
  user_->pull_switch("drop-watches");
  churn();
  expect_agreement();
}

// A controller notices a silent watch by its own time limit only, which is minutes; its successor lists.
TEST_F(ChaosTest, AHalfOpenWatchMisleadsNobody) {
  user_->pull_switch("mute-watches");
  ASSERT_TRUE(user_->answered());
  churn();
  ASSERT_TRUE(user_->look_again());
  EXPECT_THAT(user_->doubles_now(), IsEmpty());
  controller_->kill();
  controller_ = cluster_.start_controller(kShortLease);
  expect_agreement();
}

TEST_F(ChaosTest, AServerThatComesBackWithItsData) {
  cluster_.restart_server(LabCluster::Data::kept);
  user_ = std::make_unique<ApiUser>(cluster_.kubeconfig());
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, AServerThatComesBackWithNothing) {
  cluster_.restart_server(LabCluster::Data::lost);
  user_ = std::make_unique<ApiUser>(cluster_.kubeconfig());
  living_ = 0;
  removed_ = created_;
  furnish();
  create(100);
  churn();
  expect_agreement();
}

TEST_F(ChaosTest, KilledAtAnyPointNothingIsLost) {
  Random random(number_from("HERALD_CHAOS_SEED", 1));
  const std::uint64_t kills = number_from("HERALD_CHAOS_KILLS", 5);
  for (std::uint64_t kill = 0; kill < kills; ++kill) {
    create(60);
    remove(60);
    // Any point: between the first request and the last status.
    static_cast<void>(
        user_->run_until([] { return false; }, milliseconds(static_cast<int>(random.below(60)))));
    controller_->kill();
    controller_ = cluster_.start_controller(kShortLease);
    EXPECT_THAT(user_->doubles_ever(), IsEmpty());
    expect_agreement();
    if (HasFailure()) FAIL() << "kill " << kill;
    remove(1);  // the newcomer's place
  }
}

}  // namespace
}  // namespace herald::controller
