#include "controller/shell_leadership.h"
#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using namespace std::chrono_literals;
using kube::answer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string lease(const std::string& holder, const std::string& version) {
  return R"({"metadata":{"name":"l","namespace":"n","resourceVersion":")" + version +
         R"("},"spec":{"holderIdentity":")" + holder +
         R"(","leaseDurationSeconds":15,"leaseTransitions":4}})";
}

class LeadershipTest : public kube::ClientTest {
 protected:
  void compete(std::deque<kube::Reply> replies) {
    start();
    server_->replies = std::move(replies);
    leadership_ = std::make_unique<Leadership>(
        executor(), *endpoint_,
        LeadershipSettings{.lease = {"n", "l"}, .identity = "me", .limits = {}, .seed = 1},
        [this](bool leading) { told_.push_back(leading); });
    asking_->spawn("compete", leadership_->run());
  }

  void TearDown() override {
    leadership_->abandon();
    run(asking_->leave());
    ClientTest::TearDown();
  }

  std::unique_ptr<Leadership> leadership_;
  std::vector<bool> told_;
};

TEST_F(LeadershipTest, AMissingLeaseIsMade) {
  compete({answer(404, "{}"), answer(201, lease("me", "1"))});
  run_until([&] { return !told_.empty(); });
  EXPECT_TRUE(leadership_->leads());
  EXPECT_THAT(server_->requests().at(0),
              StartsWith("GET /apis/coordination.k8s.io/v1/namespaces/n/leases/l "));
  EXPECT_THAT(server_->requests().at(1),
              StartsWith("POST /apis/coordination.k8s.io/v1/namespaces/n/leases "));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("holderIdentity":"me")"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("leaseDurationSeconds":15)"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr("lb.herald/version"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("acquireTime":"2024-05-01T12:34:56.000000Z")"));
}

TEST_F(LeadershipTest, AFreeOneIsTakenOnTheVersionThatWasSeen) {
  compete({answer(200, lease("", "5")), answer(200, lease("me", "6"))});
  run_until([&] { return !told_.empty(); });
  EXPECT_THAT(server_->requests().at(1), StartsWith("PATCH "));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("resourceVersion":"5")"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("leaseTransitions":5)"));
}

TEST_F(LeadershipTest, WhatTheWatchShowsIsTakenAtOnce) {
  compete({answer(200, lease("other", "5")), answer(200, lease("me", "7"))});
  run_until([&] { return leadership_->holder() == "other"; });
  EXPECT_FALSE(leadership_->leads());
  kube::Object<kube::Lease> released;
  released.meta.resource_version = "6";
  leadership_->seen(released);
  run_until([&] { return !told_.empty(); });
  EXPECT_TRUE(leadership_->leads());
}

TEST_F(LeadershipTest, ALeaderThatCannotRenewKnowsWhenItsTermEnds) {
  compete({answer(404, "{}"), answer(201, lease("me", "1"))});  // and then nothing is answered
  run_until([&] { return !told_.empty(); });
  for (int i = 0; i < 11; ++i) {
    clock_.advance(1s);
    settle();
  }
  EXPECT_FALSE(leadership_->leads());
  EXPECT_THAT(told_, ElementsAre(true, false));
}

TEST_F(LeadershipTest, ReleasingGivesItAway) {
  compete({answer(404, "{}"), answer(201, lease("me", "1")), answer(200, lease("", "2"))});
  run_until([&] { return !told_.empty(); });
  leadership_->release();
  run_until([&] { return asking_->size() == 0; });
  EXPECT_THAT(told_, ElementsAre(true, false));
  EXPECT_THAT(server_->requests().at(2), HasSubstr(R"("holderIdentity":"")"));
}

TEST_F(LeadershipTest, AbandoningLetsItRunOut) {
  compete({answer(404, "{}"), answer(201, lease("me", "1"))});
  run_until([&] { return !told_.empty(); });
  leadership_->abandon();
  run_until([&] { return asking_->size() == 0; });
  EXPECT_EQ(server_->requests().size(), 2U);
}

TEST_F(LeadershipTest, AServerThatForbidsIsNamedAndAskedAgain) {
  compete({answer(403, R"({"kind":"Status","reason":"Forbidden","message":"not you"})"), answer(404, "{}"),
           answer(201, lease("me", "1"))});
  run_until([&] { return log_lines_.count("lease_request_failed") == 1; });
  settle();
  clock_.advance(3s);
  run_until([&] { return !told_.empty(); });
  EXPECT_EQ(log_lines_.count("403 Forbidden: not you"), 1);
}

}  // namespace
}  // namespace herald::controller
