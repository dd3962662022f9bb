#include "controller/shell_writes.h"
#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::controller {
namespace {

using namespace std::chrono_literals;
using kube::answer;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kStored =
    R"({"metadata":{"name":"web","namespace":"shop","uid":"u","resourceVersion":"8",
        "creationTimestamp":"2024-05-01T00:00:00Z"},"spec":{"type":"LoadBalancer"},
        "status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}})";

// As the registry says it.
std::string absent(const std::string& name) {
  return R"({"kind":"Status","status":"Failure","reason":"NotFound","message":"not found","code":404,)"
         R"("details":{"kind":"services","name":")" +
         name + R"("}})";
}

class WritesTest : public kube::ClientTest {
 protected:
  void SetUp() override {
    start();
    client_ = std::make_unique<kube::ApiClient>(executor(), *endpoint_);
    writes_ = std::make_unique<Writes>(
        executor(),
        WritesParts{.client = *client_,
                    .endpoint = *endpoint_,
                    .services = services_,
                    .timeout = 5s,
                    .may_write = [this] { return leads_; },
                    .answer = [this](WriteDone done) { answers_.push_back(std::move(done)); },
                    .answer_announced =
                        [this](AnnouncedWritten answer) { announced_.push_back(std::move(answer)); }});
  }

  void TearDown() override {
    run(writes_->leave());
    ClientTest::TearDown();
  }

  static PatchStatus patch() {
    return {.id = WriteId(7),
            .service = {"shop", "web"},
            .resource_version = "5",
            .ingress = {*net::IpAddress::parse("192.0.2.1")},
            .condition = model::Condition{true, "Assigned", "from pool a"}};
  }

  template <class Outcome>
  Outcome outcome_of(kube::Reply reply) {
    server_->replies = {std::move(reply)};
    answers_.clear();
    writes_->perform(patch());
    run_until([&] { return answers_.size() == 1; });
    EXPECT_EQ(answers_.at(0).id, WriteId(7));
    const auto* const outcome = std::get_if<Outcome>(&answers_.at(0).outcome);
    EXPECT_NE(outcome, nullptr) << answers_.at(0).outcome.index();
    return outcome == nullptr ? Outcome{} : *outcome;
  }

  std::unique_ptr<kube::ApiClient> client_;
  Snapshot services_;
  std::unique_ptr<Writes> writes_;
  std::vector<WriteDone> answers_;
  std::vector<AnnouncedWritten> announced_;
  bool leads_ = true;
};

TEST_F(WritesTest, AStatusNamesItsVersionAndOnlyWhatIsOurs) {
  const auto ok = outcome_of<outcome::Ok>(answer(200, kStored));
  EXPECT_EQ(ok.stored.resource_version, "8");
  const std::string& asked = server_->requests().at(0);
  EXPECT_THAT(asked, StartsWith("PATCH /api/v1/namespaces/shop/services/web/status "));
  EXPECT_THAT(asked, HasSubstr("Content-Type: application/strategic-merge-patch+json\r\n"));
  EXPECT_THAT(asked, HasSubstr(R"("resourceVersion":"5")"));
  EXPECT_THAT(asked, HasSubstr(R"("lastTransitionTime":"2024-05-01T12:34:56Z")"));
}

TEST_F(WritesTest, TheTimeOfAConditionMovesOnlyWithItsTruth) {
  model::Service known;
  known.key = {"shop", "web"};
  known.is_load_balancer = true;
  known.resource_version = "4";
  known.assigned = model::Condition{true, "Kept", ""};
  services_.see(known);
  outcome_of<outcome::Ok>(answer(200, kStored));
  EXPECT_THAT(server_->requests().at(0), Not(HasSubstr("lastTransitionTime")));
  known.resource_version = "5";
  known.assigned = model::Condition{false, "PoolFull", ""};
  services_.see(known);
  outcome_of<outcome::Ok>(answer(200, kStored));
  EXPECT_THAT(server_->requests().at(1), HasSubstr("lastTransitionTime"));
}

TEST_F(WritesTest, AnAnnotationIsSetAndRemoved) {
  server_->replies = {answer(200, kStored), answer(200, kStored)};
  writes_->perform(PatchAnnotation{
      WriteId(1), {"shop", "web"}, "5", {{"lb.herald/pool", "a"}, {"lb.herald/protocol", "bgp"}}});
  run_until([&] { return answers_.size() == 1; });
  writes_->perform(PatchAnnotation{WriteId(2), {"shop", "web"}, "6", {{"lb.herald/pool", ""}}});
  run_until([&] { return answers_.size() == 2; });
  EXPECT_THAT(server_->requests().at(0), StartsWith("PATCH /api/v1/namespaces/shop/services/web HTTP"));
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("lb.herald/pool":"a","lb.herald/protocol":"bgp")"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("lb.herald/pool":null)"));
}

TEST_F(WritesTest, RefusalsAreToldAsWhatTheyMean) {
  outcome_of<outcome::Conflict>(answer(409, "{}"));
  outcome_of<outcome::Gone>(answer(404, absent("web")));
  EXPECT_EQ(outcome_of<outcome::Throttled>(answer(429, "{}", "Retry-After: 3\r\n")).retry_after, 3s);
  EXPECT_THAT(outcome_of<outcome::Failed>(answer(500, "oops")).why, HasSubstr("500: oops"));
  EXPECT_THAT(outcome_of<outcome::Failed>(answer(200, "{")).why, HasSubstr("cannot be read"));
  EXPECT_EQ(log_lines_.count("write_failed"), 2);
}

TEST_F(WritesTest, WhatWasRefusedCertainlyDidNotHappenAndIsLogged) {
  const std::string no = R"({"kind":"Status","reason":"Forbidden","message":"not you"})";
  EXPECT_EQ(outcome_of<outcome::Throttled>(answer(403, no)).retry_after, Duration::zero());
  EXPECT_EQ(log_lines_.count("write_failed"), 1);
}

// A proxy that has no backend for a moment; a server that does not serve the path yet; a webhook that misses
// something of its own. The Service is there, and so is its address.
TEST_F(WritesTest, NotEvery404MeansThatTheServiceIsGone) {
  EXPECT_THAT(outcome_of<outcome::Failed>(answer(404, "default backend - 404")).why,
              HasSubstr("404: default"));
  for (const std::string& body : {std::string(), std::string("{}"), absent("other"),
                                  std::string(R"({"kind":"Status","reason":"NotFound","code":404})")})
    outcome_of<outcome::Failed>(answer(404, body));
  EXPECT_EQ(log_lines_.count("write_failed"), 5);
}

TEST_F(WritesTest, WithoutAnAnswerItMayHaveHappened) {
  outcome_of<outcome::Failed>({.text = "", .after = kube::After::close});
}

TEST_F(WritesTest, WhatWasNeverSentCertainlyDidNotHappen) {
  run(server_->close());
  writes_->perform(patch());
  run_until([&] { return answers_.size() == 1; });
  EXPECT_TRUE(std::holds_alternative<outcome::Throttled>(answers_.at(0).outcome));
}

TEST_F(WritesTest, ADeposedLeaderSendsNothing) {
  leads_ = false;
  writes_->perform(patch());
  run_until([&] { return answers_.size() == 1; });
  EXPECT_TRUE(std::holds_alternative<outcome::Throttled>(answers_.at(0).outcome));
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(WritesTest, HowLongToWaitIsToldOfTheOtherConditionToo) {
  server_->replies = {answer(429, "{}", "Retry-After: 3\r\n"), answer(500, "{}")};
  for (std::size_t sent = 1; sent <= 2; ++sent) {
    writes_->perform(PatchAnnounced{{"shop", "web"}, "5", model::Condition{true, "Announced", "text"}});
    run_until([&] { return announced_.size() == sent; });
    EXPECT_EQ(announced_.back().outcome, AnnouncedWritten::Outcome::failed);
  }
  EXPECT_EQ(announced_[0].retry_after, 3s);
  EXPECT_EQ(announced_[1].retry_after, 0s);
}

}  // namespace
}  // namespace herald::controller
