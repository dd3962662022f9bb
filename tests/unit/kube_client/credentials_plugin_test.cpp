// Plugins are shell scripts here that say what a test tells them to.
#include "kube/credentials_plugin.h"

#include "tests/unit/kube_client/scripted_server.h"
#include "tests/unit/runtime/test_certificate.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;

std::string credential(const std::string& status, std::string_view version = kExecV1) {
  return R"({"apiVersion":")" + std::string(version) + R"(","kind":"ExecCredential","status":)" + status +
         "}";
}

class ExecPluginTest : public ClientTest {
 protected:
  ExecPluginTest() {
    folder_ = testing::TempDir() + "herald-plugin-" + std::to_string(::getpid()) + "/";
    std::filesystem::create_directories(folder_);
    plugin_.request.api_version = kExecV1;
    plugin_.interaction = Interaction::never;
  }
  ~ExecPluginTest() override { std::filesystem::remove_all(folder_); }

  // Counts its runs by writing a line for each.
  void script(const std::string& body) {
    const std::string path = folder_ + "plugin";
    std::ofstream(path) << "#!/bin/sh\necho run >>" << folder_ << "runs\n" << body << "\n";
    ::chmod(path.c_str(), 0700);
    if (plugin_.command.empty()) plugin_.command = {path};
  }
  void says(const std::string& text) {
    std::ofstream(folder_ + "text") << text;
    script("cat " + folder_ + "text");
  }
  [[nodiscard]] std::string written(const std::string& name) const {
    std::ifstream file(folder_ + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  [[nodiscard]] std::size_t runs() const { return written("runs").size() / 4; }

  std::string error() {
    PluginCredentials credentials(plugin_);
    const auto got = credentials.get(clock_.wall_now());
    EXPECT_FALSE(got);
    return got ? std::string() : got.error();
  }

  std::string folder_;
  ExecPlugin plugin_;
};

TEST_F(ExecPluginTest, ItsTokenIsUsedAndKept) {
  says(credential(R"({"token":" abc\n"})"));
  PluginCredentials credentials(plugin_);
  ASSERT_TRUE(credentials.get(clock_.wall_now()));
  EXPECT_EQ((*credentials.get(clock_.wall_now()))->token, "abc");
  EXPECT_EQ(runs(), 1U);
  credentials.distrust();
  ASSERT_TRUE(credentials.get(clock_.wall_now()));
  EXPECT_EQ(runs(), 2U);
}

TEST_F(ExecPluginTest, WhatHasExpiredIsAskedForAgain) {
  says(credential(R"({"token":"abc","expirationTimestamp":"2026-11-20T10:00:00Z"})"));
  const runtime::WallTime end{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) +
                              std::chrono::hours(10)};
  PluginCredentials credentials(plugin_);
  ASSERT_TRUE(credentials.get(end - std::chrono::seconds(2)));
  ASSERT_TRUE(credentials.get(end - std::chrono::seconds(1)));
  EXPECT_EQ(runs(), 1U);
  ASSERT_TRUE(credentials.get(end));
  EXPECT_EQ(runs(), 2U);
}

TEST_F(ExecPluginTest, ItGetsItsArgumentsVariablesAndTheCluster) {
  plugin_.environment = {{"FLAVOUR", "salt y"}};
  plugin_.request.api_version = kExecV1Beta1;
  plugin_.request.cluster = ExecRequest::Cluster{
      .server = "https://api:6443", .tls_server_name = "kubernetes", .authorities = "CA"};
  std::ofstream(folder_ + "text") << credential(R"({"token":"abc"})", kExecV1Beta1);
  script("echo \"$1|$2|$FLAVOUR|$HOME|$KUBERNETES_EXEC_INFO\" >" + folder_ + "seen\ncat " + folder_ + "text");
  plugin_.command.insert(plugin_.command.end(), {"--login", "two words"});
  ::setenv("HOME", "/home/of/the/test", 1);
  PluginCredentials credentials(plugin_);
  const auto got = credentials.get(clock_.wall_now());
  ASSERT_TRUE(got) << got.error();
  EXPECT_EQ(written("seen"),
            "--login|two words|salt y|/home/of/the/test|"
            R"({"kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"https://api:6443",)"
            R"("tls-server-name":"kubernetes","certificate-authority-data":"Q0E="}},)"
            R"("apiVersion":"client.authentication.k8s.io/v1beta1"})"
            "\n");
}

TEST_F(ExecPluginTest, WhatGoesWrongIsSaid) {
  plugin_.command = {"no-such-plugin-anywhere"};
  plugin_.install_hint = "apt install it";
  EXPECT_THAT(error(), testing::AllOf(HasSubstr("\"no-such-plugin-anywhere\""), HasSubstr("No such file"),
                                      HasSubstr("\napt install it")));
  plugin_.command.clear();
  script("exit 3");
  EXPECT_THAT(error(), HasSubstr("ended with code 3"));
  script("kill -9 $$");
  EXPECT_THAT(error(), HasSubstr("ended with code 137"));
  const std::vector<std::pair<std::string, std::string>> answers = {
      {"", "no credential"},
      {"hello", "no credential"},
      {R"({"kind":"Status"})", "kind: not an ExecCredential"},
      {credential("null"), "status: missing"},
      {credential("{}"), "neither a token nor a certificate"},
      {credential(R"({"clientCertificateData":"x"})"), "one is missing"},
      {credential(R"({"token":"x","expirationTimestamp":"soon"})"), "not a time"},
      {credential(R"({"token":"a b"})"), "characters that no token has"},
      {credential(R"({"token":"x"})", kExecV1Beta1), "but the kubeconfig says"}};
  for (const auto& [text, expected] : answers) {
    says(text);
    EXPECT_THAT(error(), HasSubstr(expected)) << text;
  }
}

TEST_F(ExecPluginTest, NeitherItsTimeNorItsOutputIsWithoutBounds) {
  plugin_.time = std::chrono::milliseconds(200);
  script("exec sleep 600");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THAT(error(), HasSubstr("did not end within"));
  script("exec >&-; exec sleep 600");
  EXPECT_THAT(error(), HasSubstr("did not end within")) << "though its output has ended";
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(20));
  plugin_.time = std::chrono::seconds(20);
  script("exec cat /dev/zero");
  EXPECT_THAT(error(), HasSubstr("wrote more than 1048576 bytes"));
}

// What it has written counts when it ends, whoever else holds the pipe.
TEST_F(ExecPluginTest, AHelperThatItLeavesBehindHoldsNobodyUp) {
  std::ofstream(folder_ + "text") << credential(R"({"token":"abc"})");
  script("sleep 5 &\ncat " + folder_ + "text");
  PluginCredentials credentials(plugin_);
  const auto began = std::chrono::steady_clock::now();
  ASSERT_TRUE(credentials.get(clock_.wall_now()));
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
}

TEST_F(ExecPluginTest, WhoMustBeAskedCannotBeAskedWithoutATerminal) {
  if (::isatty(STDIN_FILENO) != 0) GTEST_SKIP() << "this test has a terminal";
  says(credential(R"({"token":"abc"})"));
  plugin_.interaction = Interaction::always;
  EXPECT_THAT(error(), HasSubstr("interactiveMode: Always"));
  EXPECT_EQ(runs(), 0U);
}

TEST_F(ExecPluginTest, ARequestCarriesItsTokenAndARefusedOneIsRenewed) {
  std::ofstream(folder_ + "text") << credential(R"({"token":"TOKEN"})");
  script("sed s/TOKEN/token-$(wc -l <" + folder_ + "runs)/ " + folder_ + "text");
  start([&](ClusterAccess& access) { access.plugin = plugin_; });
  server_->replies = {answer(401, "{}"), answer(200, "{}")};
  ApiClient client(executor(), *endpoint_, 1);
  const ApiResult result = fetch(client, get());
  asking_->cancel();
  run(asking_->leave());
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(server_->requests().at(0), HasSubstr("\r\nAuthorization: Bearer token-1\r\n"));
  EXPECT_THAT(server_->requests().at(1), HasSubstr("\r\nAuthorization: Bearer token-2\r\n"));
}

// With a certificate instead of a token: another one for each run, the first of them good.
class ExecCertificateTest : public ExecPluginTest {
 protected:
  // `later` is what the second and further runs say.
  void begin(const std::string& later) {
    std::ofstream(folder_ + "text-1") << credential(pair(runtime::make_test_certificate("us")));
    std::ofstream(folder_ + "text-2") << credential(later);
    script("n=$(wc -l <" + folder_ + "runs); test $n -lt 2 || n=2; cat " + folder_ + "text-$n");
    const runtime::TlsPair server = runtime::make_test_certificate();
    start(
        [&](ClusterAccess& access) {
          access.plugin = plugin_;
          access.tls.authorities = server.certificate;
        },
        runtime::fixed_identity(*runtime::make_server_context(server)));
  }

  static std::string pair(const runtime::TlsPair& pair) {
    const auto quoted = [](std::string text) {
      for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at))
        text.replace(at, 1, "\\n");
      return "\"" + text + "\"";
    };
    return R"({"clientCertificateData":)" + quoted(pair.certificate) + R"(,"clientKeyData":)" +
           quoted(pair.key) + "}";
  }

  int status_of_a_request() {
    ApiClient client(executor(), *endpoint_, 1);
    const ApiResult result = fetch(client, get());
    asking_->cancel();
    run(asking_->leave());
    EXPECT_TRUE(result) << result.error().what;
    return result ? result->status : 0;
  }
};

TEST_F(ExecCertificateTest, AnotherOneIsShownWhenTheFirstIsRefused) {
  begin(pair(runtime::make_test_certificate("us, later")));
  server_->replies = {answer(401, "{}"), answer(200, "{}")};
  EXPECT_EQ(status_of_a_request(), 200);
  EXPECT_EQ(server_->connections(), 2U) << "a connection keeps what was shown at its beginning";
}

TEST_F(ExecCertificateTest, OneThatCannotBeUsedLeavesTheOneBefore) {
  begin(R"({"clientCertificateData":"rubbish","clientKeyData":"rubbish"})");
  server_->replies = {answer(401, "{}"), answer(401, "{}")};
  EXPECT_EQ(status_of_a_request(), 401);
  EXPECT_EQ(server_->connections(), 2U);
  EXPECT_EQ(log_lines_.count("cannot use the certificates of test"), 1);
}

TEST_F(ExecCertificateTest, TheSameOneAgainIsNotTriedAgain) {
  begin(R"({"token":"never-mind"})");
  const std::string first = written("text-1");
  std::ofstream(folder_ + "text-2") << first;
  server_->replies = {answer(401, "{}")};
  EXPECT_EQ(status_of_a_request(), 401);
  EXPECT_EQ(server_->requests().size(), 1U);
}

TEST_F(ExecPluginTest, OneThatFailsAtTheStartIsAnError) {
  script("exit 1");
  ClusterAccess access;
  access.server = *parse_server_url("http://127.0.0.1:1");
  access.plugin = plugin_;
  const auto endpoint = ApiEndpoint::make(std::move(access), clock_, logger_, {});
  ASSERT_FALSE(endpoint);
  EXPECT_THAT(endpoint.error(), HasSubstr("ended with code 1"));
}

}  // namespace
}  // namespace herald::kube
