#include "runtime/tls.h"

#include "tests/unit/runtime/http_fixture.h"

#include <cstdio>
#include <fstream>
#include <optional>
#include <string>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::runtime {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

Task<> try_connect(SocketAddress address, const Clock& clock, TlsContextPtr context, std::string name,
                   std::optional<StreamFailure>& failure) {
  auto stream = co_await connect_tls(address, clock, kNever, std::move(context), std::move(name));
  if (!stream) failure = stream.error();
}

class TlsTest : public HttpTest {
 protected:
  std::optional<StreamFailure> failure_with(const TlsClientSettings& settings, const std::string& name) {
    std::optional<StreamFailure> failure;
    run(try_connect(address_, clock_, *make_client_context(settings), name, failure));
    return failure;
  }
};

TEST_F(TlsTest, BelievesOnlyAServerItCanVerify) {
  serve(echo, Transport::tls);
  EXPECT_FALSE(failure_with({.authorities = pair_.certificate}, "localhost"));
  EXPECT_FALSE(failure_with({.authorities = pair_.certificate}, "127.0.0.1"));

  const auto wrong_name = failure_with({.authorities = pair_.certificate}, "elsewhere");
  ASSERT_TRUE(wrong_name);
  EXPECT_EQ(wrong_name->kind, StreamFailure::Kind::tls);
  EXPECT_TRUE(failure_with({.authorities = pair_.certificate}, "127.0.0.2"));
  EXPECT_TRUE(failure_with({.authorities = make_test_certificate().certificate}, "localhost"));
  EXPECT_TRUE(failure_with({}, "localhost"));  // the system's authorities do not know it
  EXPECT_FALSE(failure_with({.authorities = {}, .verify = false}, "elsewhere"));
}

TEST_F(TlsTest, APlainClientIsDropped) {
  serve(echo, Transport::tls);
  transport_ = Transport::tcp;
  TestClient client = connect();
  send(client, kGet);
  EXPECT_EQ(rest(client).find("HTTP"), std::string::npos);
  wait_until([this] { return server_->connections() == 0; });
}

TEST(TlsContexts, RefuseWhatCannotBeUsed) {
  const TlsPair one = make_test_certificate();
  const TlsPair other = make_test_certificate();
  EXPECT_TRUE(make_server_context(one));
  EXPECT_FALSE(make_server_context({.certificate = "nonsense", .key = one.key}));
  EXPECT_FALSE(make_server_context({.certificate = one.certificate, .key = "nonsense"}));
  EXPECT_FALSE(make_server_context({}));
  EXPECT_FALSE(make_server_context({.certificate = one.certificate, .key = other.key}));
  EXPECT_FALSE(make_client_context({.authorities = "nonsense"}));
}

class WatchedIdentityTest : public TlsTest {
 protected:
  void SetUp() override {
    const std::string base = testing::TempDir() + "herald-tls-" + std::to_string(::getpid());
    files_ = {.certificate = base + ".crt", .key = base + ".key"};
  }

  void TearDown() override {
    TlsTest::TearDown();
    std::remove(files_.certificate.c_str());
    std::remove(files_.key.c_str());
  }

  // As Kubernetes does it: a new file takes the place of the old one.
  static void replace(const std::string& path, const std::string& text) {
    std::ofstream(path + ".new") << text;
    ASSERT_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
  }

  TlsFiles files_;
};

TEST_F(WatchedIdentityTest, TheFirstLoadMayFail) {
  EXPECT_THAT(watched_identity(files_, logger_).error(), HasSubstr("cannot read " + files_.certificate));
  replace(files_.certificate, make_test_certificate().certificate);
  EXPECT_THAT(watched_identity(files_, logger_).error(), HasSubstr("cannot read " + files_.key));
}

TEST_F(WatchedIdentityTest, FollowsTheFilesAndSurvivesBadOnes) {
  const TlsPair first = make_test_certificate("first");
  const TlsPair second = make_test_certificate("second");
  replace(files_.certificate, first.certificate);
  replace(files_.key, first.key);
  settings_.identity = *watched_identity(files_, logger_);
  serve(echo);

  EXPECT_FALSE(failure_with({.authorities = first.certificate}, "localhost"));
  replace(files_.certificate, second.certificate);  // half of a renewal
  EXPECT_FALSE(failure_with({.authorities = first.certificate}, "localhost"));
  EXPECT_FALSE(failure_with({.authorities = first.certificate}, "localhost"));
  EXPECT_EQ(log_lines_.count(R"("event":"certificate_refused")"), 1);
  replace(files_.key, second.key);
  EXPECT_FALSE(failure_with({.authorities = second.certificate}, "localhost"));
  EXPECT_TRUE(failure_with({.authorities = first.certificate}, "localhost"));
  EXPECT_EQ(log_lines_.count(R"("event":"certificate_reloaded")"), 1);
}

}  // namespace
}  // namespace herald::runtime
