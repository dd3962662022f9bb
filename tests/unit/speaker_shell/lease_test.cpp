#include "speaker/shell_lease.h"
#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::speaker {
namespace {

using kube::answer;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

class LeaseWritesTest : public kube::ClientTest {
 protected:
  void SetUp() override {
    start();
    writes_ = std::make_unique<LeaseWrites>(executor(), *endpoint_, "herald-system", "node-1",
                                            [this](LeaseWritten answer) { answers_.push_back(answer); });
  }
  void TearDown() override {
    run(writes_->leave());
    ClientTest::TearDown();
  }
  void write(WriteLease write) {
    const std::size_t before = answers_.size();
    writes_->perform(std::move(write));
    run_until([&] { return answers_.size() > before; });
  }

  std::unique_ptr<LeaseWrites> writes_;
  std::vector<LeaseWritten> answers_;
};

const model::Labels kReport = {{"lb.herald/owned", "10.0.0.1"}};

TEST_F(LeaseWritesTest, ARenewalSaysNothingButThat) {
  server_->replies = {answer(200, "{}")};
  write({.report = kReport});
  const std::string& request = server_->requests().at(0);
  EXPECT_THAT(
      request,
      StartsWith("PATCH /apis/coordination.k8s.io/v1/namespaces/herald-system/leases/speaker-node-1 "));
  EXPECT_THAT(request, HasSubstr("merge-patch"));
  EXPECT_THAT(request, HasSubstr(R"("holderIdentity":"node-1")"));
  EXPECT_THAT(request, HasSubstr(R"("leaseDurationSeconds":60)"));
  EXPECT_THAT(request, HasSubstr(R"("renewTime":"2024-05-01T12:34:56.000000Z")"));
  EXPECT_THAT(request, Not(HasSubstr("annotations")));
  EXPECT_TRUE(answers_.at(0).ok);
}

TEST_F(LeaseWritesTest, AReportReplacesAllOfTheOldOne) {
  server_->replies = {answer(200, "{}")};
  write({.report = kReport, .report_changed = true});
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("lb.herald/owned":"10.0.0.1")"));
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("lb.herald/conflicts":null)"));
  // What others put there stays theirs.
  EXPECT_THAT(server_->requests().at(0), Not(HasSubstr("lb.herald/drain\"")));
  EXPECT_THAT(server_->requests().at(0), Not(HasSubstr("lb.herald/log-level")));
  EXPECT_THAT(server_->requests().at(0), HasSubstr("lb.herald/version"));
}

TEST_F(LeaseWritesTest, OneThatIsNotThereIsMadeWithTheReport) {
  server_->replies = {answer(404, "{}"), answer(201, "{}")};
  write({.report = kReport});
  EXPECT_THAT(server_->requests().at(1),
              StartsWith("POST /apis/coordination.k8s.io/v1/namespaces/herald-system/leases "));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("lb.herald/owned":"10.0.0.1")"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("acquireTime":"2024-05-01T12:34:56.000000Z")"));
  EXPECT_THAT(server_->requests().at(1), Not(HasSubstr("null")));
  EXPECT_THAT(server_->requests().at(1), HasSubstr("lb.herald/version"));
  EXPECT_TRUE(answers_.at(0).ok);
}

TEST_F(LeaseWritesTest, AReleaseMakesItNobodysAndMakesNone) {
  server_->replies = {answer(200, "{}"), answer(404, "{}")};
  write({.report = {}, .report_changed = true, .released = true});
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("holderIdentity":"")"));
  write({.report = {}, .report_changed = true, .released = true});
  EXPECT_THAT(server_->requests(), SizeIs(2));
  EXPECT_TRUE(answers_.at(1).ok);
}

TEST_F(LeaseWritesTest, ARefusalIsLoggedAndTellsWhenToComeBack) {
  server_->replies = {answer(429, "{}", "Retry-After: 7\r\n"), answer(403, "{}")};
  write({.report = kReport});
  EXPECT_FALSE(answers_.at(0).ok);
  EXPECT_EQ(answers_.at(0).retry_after, std::chrono::seconds(7));
  write({.report = kReport});
  EXPECT_FALSE(answers_.at(1).ok);
  EXPECT_EQ(log_lines_.count("speaker_lease_unwritten"), 2);
}

}  // namespace
}  // namespace herald::speaker
