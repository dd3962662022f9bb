#include "kube/api_client.h"

#include "tests/unit/kube_client/scripted_server.h"
#include "tests/unit/runtime/test_certificate.h"

#include <fstream>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

class ApiClientTest : public ClientTest {
 protected:
  void start_client(std::size_t connections = 16) {
    start();
    client_ = std::make_unique<ApiClient>(executor(), *endpoint_, connections);
  }

  // The client's coroutines end before it does.
  void TearDown() override {
    ClientTest::TearDown();
    client_.reset();
  }

  ApiFailure failure(ApiRequest request) {
    const ApiResult result = fetch(*client_, std::move(request));
    EXPECT_FALSE(result) << result->status;
    return result ? ApiFailure{} : result.error();
  }

  std::unique_ptr<ApiClient> client_;
};

TEST_F(ApiClientTest, AsksAsItIsTold) {
  start([](ClusterAccess& access) {
    access.token = "sesame";
    access.server.prefix = "/k8s/c1";
  });
  client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
  server_->replies = {answer(200, R"({"a":1})")};
  const ApiResult result = fetch(*client_, patch(R"({"b":2})"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_EQ(result->body, R"({"a":1})");
  const std::string& asked = server_->requests().at(0);
  EXPECT_THAT(asked, StartsWith("PATCH /k8s/c1/api HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(asked, HasSubstr("\r\nAuthorization: Bearer sesame\r\n"));
  EXPECT_THAT(asked, HasSubstr("\r\nContent-Type: application/merge-patch+json\r\nContent-Length: 7\r\n"));
  EXPECT_THAT(asked, testing::EndsWith("\r\n\r\n{\"b\":2}"));
  EXPECT_THAT(asked, testing::Not(HasSubstr("Accept-Encoding")));
  ASSERT_EQ(calls_.size(), 1U);
  EXPECT_EQ(calls_[0].status, 200);
}

TEST_F(ApiClientTest, ConnectionsAreKept) {
  start_client();
  server_->replies = {answer(200, "1"), answer(200, "2"), answer(404, "3")};
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_EQ(server_->connections(), 1U);
  EXPECT_EQ(client_->idle(), 1U);
}

TEST_F(ApiClientTest, AConnectionThatTheServerEndsIsNotUsedAgain) {
  start_client();
  server_->replies = {answer(200, "1", "Connection: close\r\n"), answer(200, "2")};
  ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_EQ(client_->idle(), 0U);
  ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_EQ(server_->connections(), 2U);
}

TEST_F(ApiClientTest, NoMoreConnectionsThanAllowedAndThoseWhoWaitKeepTheirOrder) {
  start_client(2);
  std::vector<Pending> pending;
  for (int i = 0; i < 5; ++i)
    pending.push_back(ask(*client_, get("/" + std::to_string(i))));
  run_until([&] { return server_->requests().size() == 2; });
  EXPECT_EQ(client_->busy(), 2U);
  asking_->cancel();  // the first two hang
  run_until([&] { return client_->busy() == 0; });

  server_->drop_connections();
  server_->replies = {answer(200, "a"), answer(200, "b"), answer(200, "c")};
  pending = {ask(*client_, get("/x")), ask(*client_, get("/y")), ask(*client_, get("/z"))};
  for (const Pending& each : pending)
    ASSERT_TRUE(wait(each));
  EXPECT_THAT(server_->requests().back(), StartsWith("GET /z "));
}

TEST_F(ApiClientTest, WaitingForAConnectionEndsByTheDeadlineAndNothingWasSent) {
  start_client(1);
  const Pending first = ask(*client_, get(), 60s);
  run_until([&] { return server_->requests().size() == 1; });
  const Pending second = ask(*client_, patch(), 1s);
  settle();
  clock_.advance(2s);
  const ApiResult result = wait(second);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reach, ApiFailure::Reach::not_sent);
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ApiClientTest, AnAnswerThatDoesNotComeEndsByTheDeadline) {
  start_client();
  const Pending pending = ask(*client_, patch(), 5s);
  run_until([&] { return server_->requests().size() == 1; });
  clock_.advance(6s);
  const ApiResult result = wait(pending);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reach, ApiFailure::Reach::unknown);
  EXPECT_EQ(client_->idle(), 0U);
  EXPECT_EQ(calls_.at(0).status, 0);
}

TEST_F(ApiClientTest, NobodyListeningMeansThatNothingWasSent) {
  start_client();
  run(server_->close());
  const ApiFailure failed = failure(patch());
  EXPECT_EQ(failed.reach, ApiFailure::Reach::not_sent);
  EXPECT_THAT(failed.what, HasSubstr("cannot connect to 127.0.0.1:"));
}

TEST_F(ApiClientTest, AReadOnAStaleConnectionIsRepeatedOnANewOne) {
  start_client();
  server_->replies = {answer(200, "1"), {.text = {}, .after = After::close}, answer(200, "2")};
  ASSERT_TRUE(fetch(*client_, get()));
  const ApiResult again = fetch(*client_, get());
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->body, "2");
  EXPECT_EQ(server_->connections(), 2U);
}

TEST_F(ApiClientTest, AWriteOnAStaleConnectionIsNeverRepeated) {
  start_client();
  server_->replies = {answer(200, "1"), {.text = {}, .after = After::close}, answer(200, "2")};
  ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_EQ(failure(patch()).reach, ApiFailure::Reach::unknown);
  EXPECT_EQ(server_->requests().size(), 2U);
}

TEST_F(ApiClientTest, AReadIsNotRepeatedForEver) {
  start_client();
  for (int i = 0; i < 6; ++i)
    server_->replies.push_back({.text = {}, .after = After::close});
  failure(get());
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ApiClientTest, OldConnectionsAreNotTrusted) {
  start_client();
  server_->replies = {answer(200, "1"), answer(200, "2")};
  ASSERT_TRUE(fetch(*client_, get()));
  clock_.advance(31s);
  ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_EQ(server_->connections(), 2U);
}

TEST_F(ApiClientTest, RefusalsAreAnswers) {
  start_client();
  server_->replies = {answer(429, "{}", "Retry-After: 7\r\n"), answer(429, "", "Retry-After: 99999999\r\n"),
                      answer(503, "", "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\n"),
                      answer(302, "", "Location: http://evil.example/\r\n")};
  EXPECT_EQ(fetch(*client_, get())->retry_after, 7s);
  EXPECT_EQ(fetch(*client_, get())->retry_after, 1h);
  EXPECT_EQ(fetch(*client_, get())->retry_after, std::nullopt);
  const ApiResult redirect = fetch(*client_, get());
  ASSERT_TRUE(redirect);
  EXPECT_EQ(redirect->status, 302);
  EXPECT_EQ(explain_refusal(*redirect), "302: redirects are not followed");
  EXPECT_EQ(server_->requests().size(), 4U);
}

TEST_F(ApiClientTest, AnAnswerTellsTheServersTime) {
  start_client();
  server_->replies = {answer(200, "{}", "Date: Wed, 01 May 2024 12:34:56 GMT\r\n"), answer(200, "{}"),
                      answer(200, "{}", "Date: tomorrow\r\n")};
  EXPECT_EQ(fetch(*client_, get())->date, UnixSeconds(1'714'566'896));
  EXPECT_EQ(fetch(*client_, get())->date, std::nullopt);
  EXPECT_EQ(fetch(*client_, get())->date, std::nullopt);
}

TEST_F(ApiClientTest, ARefusalSaysWhy) {
  const ApiAnswer refusal{.status = 409,
                          .retry_after = {},
                          .body = R"({"kind":"Status","reason":"Conflict","message":"modified"})"};
  EXPECT_EQ(explain_refusal(refusal), "409 Conflict: modified");
  EXPECT_EQ(explain_refusal({.status = 502, .retry_after = {}, .body = "bad gateway"}), "502: bad gateway");
  EXPECT_LE(explain_refusal({.status = 500, .retry_after = {}, .body = std::string(9000, 'x')}).size(), 500U);
}

TEST_F(ApiClientTest, AnExpiredTokenIsReadAgainOnce) {
  const std::string path = testing::TempDir() + "herald-token-" + std::to_string(::getpid());
  std::ofstream(path) << "old\n";
  start([&](ClusterAccess& access) { access.token_file = path; });
  client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
  server_->replies = {answer(200, "1"), answer(401, "no"), answer(200, "2"), answer(401, "no")};
  ASSERT_EQ(fetch(*client_, get())->status, 200);
  // Renewed between our look at the file and the server's at the token.
  const Pending pending = ask(*client_, patch());
  run_until([&] { return server_->requests().size() == 2; });
  std::ofstream(path) << "new\n";
  const ApiResult result = wait(pending);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->body, "2");
  EXPECT_THAT(server_->requests().at(1), HasSubstr("Bearer old\r\n"));
  EXPECT_THAT(server_->requests().at(2), HasSubstr("Bearer new\r\n"));
  EXPECT_EQ(fetch(*client_, get())->status, 401);  // nothing newer: the refusal is the answer
  EXPECT_EQ(server_->requests().size(), 4U);
}

TEST_F(ApiClientTest, ATokenFileThatGoesBadIsToldAndTheLastGoodOneUsed) {
  const std::string path = testing::TempDir() + "herald-token-bad-" + std::to_string(::getpid());
  std::ofstream(path) << "good";
  start([&](ClusterAccess& access) { access.token_file = path; });
  client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
  server_->replies = {answer(200, "1"), answer(200, "2"), answer(200, "3")};
  ASSERT_TRUE(fetch(*client_, get()));
  std::ofstream(path) << "two words\r\nX-Evil: 1";
  ASSERT_TRUE(fetch(*client_, get()));
  ASSERT_TRUE(fetch(*client_, get()));
  EXPECT_THAT(server_->requests().at(2), HasSubstr("Bearer good\r\n"));
  EXPECT_EQ(log_lines_.count("api_credentials_unusable"), 1);
}

TEST_F(ApiClientTest, ACancelledRequestGivesItsConnectionBack) {
  start_client(1);
  ask(*client_, get(), 60s);
  run_until([&] { return server_->requests().size() == 1; });
  asking_->cancel();
  run_until([&] { return client_->busy() == 0; });
  server_->replies = {answer(200, "fine")};
  ASSERT_TRUE(fetch(*client_, get()));
}

}  // namespace
}  // namespace herald::kube
