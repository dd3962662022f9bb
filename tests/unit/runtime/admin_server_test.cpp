#include "runtime/admin_server.h"

#include "tests/unit/runtime/http_fixture.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class AdminServerTest : public HttpTest {
 protected:
  void serve_admin(const std::string& where = "127.0.0.1:0") {
    metrics_.gauge("up", "Up.").set(1);
    admin_ = std::make_unique<AdminServer>(executor(), clock_, logger_, metrics_, handlers_);
    if (settings_.identity) admin_->use_identity(settings_.identity);
    const auto bound = admin_->listen(*SocketAddress::parse(where));
    ASSERT_TRUE(bound) << bound.error();
    address_ = *bound;
  }

  void TearDown() override { run(admin_->close(0s)); }

  std::string ask(const std::string& line, const std::string& more = {}, const std::string& body = {}) {
    return exchange(line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + more +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  Task<Access> judge(TokenUse use) {
    const std::string& token = use.token;
    asked_ = use.verb + " " + use.path;
    if (token == "good") co_return Access::allowed;
    if (token == "known") co_return Access::forbidden;
    if (token == "later") co_return Access::undecided;
    co_return Access::unauthenticated;
  }

  void check_tokens() {
    handlers_.authorize = [this](TokenUse use) { return judge(std::move(use)); };
  }

  Metrics metrics_;
  std::vector<HealthCheck> ready_ = {{"config", Health::good, ""}};
  AdminHandlers handlers_{.healthz = [] { return std::vector<HealthCheck>(); },
                          .readyz = [this] { return ready_; },
                          .state = [] { return Document{"application/json", R"({"phase":"steady"})"}; },
                          .config = [] { return Document{"application/yaml", "pools: []\n"}; },
                          .authorize = {}};
  std::string asked_;  // of `judge`, last
  std::unique_ptr<AdminServer> admin_;
};

TEST_F(AdminServerTest, ServesEachPage) {
  serve_admin();
  const std::string metrics = ask("GET /metrics");
  EXPECT_THAT(metrics, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(metrics, HasSubstr("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  EXPECT_THAT(metrics, EndsWith("# TYPE up gauge\nup 1\n"));
  EXPECT_THAT(ask("GET /healthz"), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(ask("GET /debug/state"), EndsWith("{\"phase\":\"steady\"}"));
  EXPECT_THAT(ask("GET /debug/config?x=1"), HasSubstr("Content-Type: application/yaml\r\n"));
  EXPECT_THAT(ask("HEAD /metrics"), EndsWith("\r\n\r\n"));
}

TEST_F(AdminServerTest, NotReadyIs503AndSaysWhy) {
  serve_admin();
  EXPECT_THAT(ask("GET /readyz"), EndsWith("\r\n\r\n[+]config ok\nok\n"));
  ready_.push_back({"services", Health::bad, "the first list has not arrived"});
  const std::string response = ask("GET /readyz");
  EXPECT_THAT(response, StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(response,
              EndsWith("[+]config ok\n[-]services failed: the first list has not arrived\nfailed\n"));
}

TEST_F(AdminServerTest, UnknownPathsAndMethodsAreAnsweredHelpfully) {
  serve_admin();
  const std::string lost = ask("GET /metric");
  EXPECT_THAT(lost, StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(lost, HasSubstr("/metrics  metrics in the Prometheus text format"));
  const std::string wrong = ask("POST /metrics");
  EXPECT_THAT(wrong, StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(wrong, HasSubstr("Allow: GET, HEAD\r\n"));
  EXPECT_THAT(ask("get /metrics"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(ask("PUT /debug/log-level", "", std::string(5000, 'x')), StartsWith("HTTP/1.1 413 "));
}

TEST_F(AdminServerTest, TheLogLevelIsReadAndChanged) {
  logger_.set_level(LogLevel::info);
  serve_admin();
  EXPECT_THAT(ask("GET /debug/log-level"), EndsWith("\r\n\r\ninfo\n"));
  EXPECT_THAT(ask("PUT /debug/log-level", "", "error\n"), EndsWith("\r\n\r\nerror\n"));
  EXPECT_EQ(logger_.level(), LogLevel::error);
  EXPECT_EQ(log_lines_.count(R"("from":"info","to":"error","by":"127.0.0.1:)"), 1);
  EXPECT_THAT(ask("PUT /debug/log-level", "", "loud"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(ask("PUT /debug/log-level"), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(logger_.level(), LogLevel::error);
}

TEST_F(AdminServerTest, TokensAreCheckedWhereAsked) {
  check_tokens();
  serve_admin();
  EXPECT_THAT(ask("GET /healthz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(ask("GET /readyz"), StartsWith("HTTP/1.1 200 "));
  for (const std::string page : {"/metrics", "/debug/state", "/debug/config", "/debug/log-level"}) {
    const std::string nobody = ask("GET " + page);
    EXPECT_THAT(nobody, StartsWith("HTTP/1.1 401 ")) << page;
    EXPECT_THAT(nobody, HasSubstr("WWW-Authenticate: Bearer\r\n"));
    EXPECT_THAT(ask("GET " + page, "Authorization: Bearer bad\r\n"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(ask("GET " + page, "Authorization: Bearer known\r\n"), StartsWith("HTTP/1.1 403 "));
    EXPECT_THAT(ask("GET " + page, "Authorization: Bearer later\r\n"), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(ask("GET " + page, "Authorization: Bearer good\r\n"), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(asked_, "get " + page);
  }
}

TEST_F(AdminServerTest, AUnixSocketNeedsNoToken) {
  check_tokens();
  serve_admin("unix:" + testing::TempDir() + "herald-admin-" + std::to_string(::getpid()));
  EXPECT_THAT(ask("GET /debug/state"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AdminServerTest, SpeaksTls) {
  pair_ = make_test_certificate();
  settings_.identity = fixed_identity(*make_server_context(pair_));
  client_context_ = *make_client_context({.authorities = pair_.certificate});
  transport_ = Transport::tls;
  serve_admin();
  EXPECT_THAT(ask("GET /metrics"), EndsWith("up 1\n"));
}

}  // namespace
}  // namespace herald::runtime
