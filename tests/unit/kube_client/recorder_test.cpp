#include "kube/recorder.h"

#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Event event(const std::string& message) {
  Event made;
  made.about.kind = "Service";
  made.about.key = {"shop", "web"};
  made.reason = "PoolFull";
  made.message = message;
  return made;
}

class RecorderTest : public ClientTest {
 protected:
  void SetUp() override {
    start();
    recorder_ = std::make_unique<Recorder>(executor(), *endpoint_);
    asking_->spawn("record", recorder_->run());
  }

  void until_asked(std::size_t requests) {
    run_until([&] { return calls_.size() == requests; });
    settle();
  }

  std::unique_ptr<Recorder> recorder_;
};

TEST_F(RecorderTest, EqualEventsAreCounted) {
  server_->replies = {answer(201, "{}"), answer(200, "{}"), answer(201, "{}"), answer(200, "{}")};
  recorder_->record(event("full"));
  recorder_->record(event("full"));
  recorder_->record(event("fuller"));
  recorder_->record(event("full"));
  until_asked(4);
  EXPECT_THAT(server_->requests().at(0), StartsWith("POST /api/v1/namespaces/shop/events "));
  EXPECT_THAT(server_->requests().at(0), HasSubstr(R"("count":1)"));
  EXPECT_THAT(server_->requests().at(1), StartsWith("PATCH /api/v1/namespaces/shop/events/web."));
  EXPECT_THAT(server_->requests().at(1), HasSubstr(R"("count":2)"));
  EXPECT_THAT(server_->requests().at(2), StartsWith("POST "));
  EXPECT_THAT(server_->requests().at(3), HasSubstr(R"("count":3)"));
}

TEST_F(RecorderTest, ARestartGoesOnCountingWithoutReading) {
  server_->replies = {answer(409, "{}"), answer(200, R"({"count":17})"), answer(200, "{}")};
  recorder_->record(event("full"));
  until_asked(3);
  EXPECT_THAT(server_->requests().at(1), testing::EndsWith("\r\n\r\n{}"));
  EXPECT_THAT(server_->requests().at(2), HasSubstr(R"("count":18)"));
}

TEST_F(RecorderTest, OneThatExpiredIsMadeAnew) {
  server_->replies = {answer(201, "{}"), answer(404, "{}"), answer(201, "{}")};
  recorder_->record(event("full"));
  recorder_->record(event("full"));
  until_asked(3);
  EXPECT_THAT(server_->requests().at(2), StartsWith("POST "));
  EXPECT_THAT(server_->requests().at(2), HasSubstr(R"("count":1)"));
}

TEST_F(RecorderTest, AServerThatIsBusyIsAskedAgainAndARefusalIsNot) {
  server_->replies = {answer(503, "{}"), answer(201, "{}"), answer(403, "{}")};
  recorder_->record(event("full"));
  recorder_->record(event("other"));
  until_asked(1);
  clock_.advance(std::chrono::seconds(2));
  until_asked(3);
  EXPECT_THAT(server_->requests().at(1), HasSubstr("full"));
  EXPECT_THAT(server_->requests().at(2), HasSubstr("other"));
  EXPECT_EQ(log_lines_.count("event_dropped"), 1);
}

TEST_F(RecorderTest, WhatCannotWaitIsDroppedLoudly) {
  for (int i = 0; i < 1100; ++i)
    recorder_->record(event(std::to_string(i)));
  EXPECT_EQ(log_lines_.count("too many are waiting"), 1100 - 1024);
}

}  // namespace
}  // namespace herald::kube
