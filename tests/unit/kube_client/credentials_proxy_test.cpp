#include "kube/credentials_proxy.h"

#include "kube/credentials.h"
#include "tests/unit/kube_client/scripted_server.h"
#include "tests/unit/kube_client/small_proxy.h"
#include "tests/unit/runtime/test_certificate.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(ProxyUrl, IsReadInEveryForm) {
  EXPECT_EQ(*parse_proxy_url("http://proxy.example:3128"), (Proxy{"proxy.example", 3128}));
  EXPECT_EQ(*parse_proxy_url("proxy.example:3128"), (Proxy{"proxy.example", 3128}));
  EXPECT_EQ(*parse_proxy_url("HTTP://[2001:db8::1]:80/"), (Proxy{"2001:db8::1", 80}));
  EXPECT_EQ(*parse_proxy_url("http://proxy"), (Proxy{"proxy", 80}));
  // "joe:p@ss word"
  EXPECT_EQ(*parse_proxy_url("http://joe:p%40ss%20word@proxy"),
            (Proxy{"proxy", 80, "Basic am9lOnBAc3Mgd29yZA=="}));
  EXPECT_EQ(*parse_proxy_url("http://joe@proxy"), (Proxy{"proxy", 80, "Basic am9lOg=="}));
}

TEST(ProxyUrl, WhatCannotBeHonouredIsSaidWithoutThePassword) {
  EXPECT_THAT(parse_proxy_url("socks5://proxy:1080").error(), HasSubstr("\"socks5\""));
  EXPECT_THAT(parse_proxy_url("https://proxy").error(), HasSubstr("only http://"));
  for (const char* const text :
       {"http://joe:secret@", "http://joe:secret@proxy:x", "http://joe:secret%@proxy",
        "http://joe:secret%zz@proxy", "http://joe:secret@proxy/path"}) {
    const auto proxy = parse_proxy_url(text);
    ASSERT_FALSE(proxy) << text;
    EXPECT_THAT(proxy.error(), testing::Not(HasSubstr("secret"))) << text;
  }
}

TEST(NoProxy, ExceptsAsKubectlDoes) {
  const ProxyQuestion name{.tls = true, .host = "api.Lab.example", .port = 6443};
  for (const char* const list : {"*", "api.lab.example", "lab.example", ".lab.example", "*.lab.example",
                                 "x, LAB.example ,y", "api.lab.example:6443", ".lab.example:6443"}) {
    EXPECT_TRUE(is_excepted(name, list)) << list;
  }
  for (const char* const list : {"", ",", ".", "api", "other.example", "b.example", ".api.lab.example",
                                 "api.lab.example:443", "10.0.0.0/8", "pi.lab.example"}) {
    EXPECT_FALSE(is_excepted(name, list)) << list;
  }
  const ProxyQuestion v4{.tls = true, .host = "10.1.2.3", .port = 443};
  EXPECT_TRUE(is_excepted(v4, "10.0.0.0/8"));
  EXPECT_TRUE(is_excepted(v4, "10.1.2.3"));
  EXPECT_TRUE(is_excepted(v4, "10.1.2.3:443"));
  EXPECT_FALSE(is_excepted(v4, "10.1.2.3:80,10.2.0.0/16,1.2.3"));
  const ProxyQuestion v6{.tls = true, .host = "2001:db8::7", .port = 443};
  EXPECT_TRUE(is_excepted(v6, "2001:db8::/32"));
  EXPECT_TRUE(is_excepted(v6, "[2001:DB8:0::7]:443"));
  EXPECT_TRUE(is_excepted(v6, "2001:db8::7"));
  EXPECT_FALSE(is_excepted(v6, "[2001:db8::7]:80"));
}

class ProxyVariables : public testing::Test {
 protected:
  std::optional<Proxy> proxy(const ProxyQuestion& question) {
    const auto found = proxy_of(question, [this](const std::string& name) {
      const auto at = variables_.find(name);
      return at == variables_.end() ? std::nullopt : std::optional(at->second);
    });
    EXPECT_TRUE(found) << found.error();
    return found.value_or(std::nullopt);
  }
  std::map<std::string, std::string> variables_;
};

TEST_F(ProxyVariables, EachKindOfServerHasItsOwn) {
  variables_ = {{"HTTPS_PROXY", "http://secure:1"}, {"http_proxy", "http://plain:2"}};
  EXPECT_EQ(proxy({.tls = true, .host = "api.example", .port = 6443}), (Proxy{"secure", 1}));
  EXPECT_EQ(proxy({.tls = false, .host = "api.example", .port = 80}), (Proxy{"plain", 2}));
  variables_["https_proxy"] = "http://ignored:3";
  EXPECT_EQ(proxy({.tls = true, .host = "api.example", .port = 6443}), (Proxy{"secure", 1}));
}

TEST_F(ProxyVariables, ExceptionsAndThisMachineAreReachedDirectly) {
  variables_ = {{"HTTPS_PROXY", "http://secure:1"}, {"no_proxy", "10.0.0.0/8"}};
  EXPECT_EQ(proxy({.tls = true, .host = "10.0.0.1", .port = 6443}), std::nullopt);
  for (const char* const host : {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
    EXPECT_EQ(proxy({.tls = true, .host = host, .port = 6443}), std::nullopt) << host;
  }
  EXPECT_NE(proxy({.tls = true, .host = "11.0.0.1", .port = 6443}), std::nullopt);
}

class ThroughProxyTest : public ClientTest {
 protected:
  void TearDown() override {
    ClientTest::TearDown();
    run(proxy_.close());
  }
  ApiResult ask_once() {
    ApiClient client(executor(), *endpoint_, 1);
    ApiResult result = fetch(client, get());
    asking_->cancel();
    run(asking_->leave());
    return result;
  }
  [[nodiscard]] std::string refused_because() {
    const ApiResult result = ask_once();
    EXPECT_FALSE(result);
    return result ? std::string() : result.error().what;
  }

  SmallProxy proxy_{executor(), clock_, logger_};
};

TEST_F(ThroughProxyTest, TlsReachesThroughIt) {
  const runtime::TlsPair pair = runtime::make_test_certificate();
  start(
      [&](ClusterAccess& access) {
        access.tls.authorities = pair.certificate;
        access.proxy = proxy_.address();
        access.proxy->authorization = "Basic abc";
      },
      runtime::fixed_identity(*runtime::make_server_context(pair)));
  server_->replies = {answer(200, "{}")};
  const ApiResult result = ask_once();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_EQ(result->status, 200);
  const std::string authority = endpoint_->access().server.authority();
  ASSERT_EQ(proxy_.requests().size(), 1U);
  EXPECT_EQ(proxy_.requests()[0], "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority +
                                      "\r\nProxy-Authorization: Basic abc\r\n\r\n");
  EXPECT_THAT(server_->requests().at(0), testing::Not(HasSubstr("Proxy-Authorization")));
  EXPECT_GT(proxy_.carried(), 1000U);
}

TEST_F(ThroughProxyTest, PlainHttpDoesToo) {
  start([&](ClusterAccess& access) { access.proxy = proxy_.address(); });
  server_->replies = {answer(200, "{}")};
  const ApiResult result = ask_once();
  ASSERT_TRUE(result) << result.error().what;
  EXPECT_THAT(proxy_.requests().at(0), StartsWith("CONNECT 127.0.0.1:"));
}

TEST_F(ThroughProxyTest, ARefusalIsTold) {
  start([&](ClusterAccess& access) { access.proxy = proxy_.address(); });
  proxy_.refusal = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
  EXPECT_THAT(refused_because(), HasSubstr("the proxy answered \"407 Proxy Authentication Required\""));
  EXPECT_THAT(server_->requests(), IsEmpty());
}

TEST_F(ThroughProxyTest, ItsAnswerIsBoundedAndMustBeOne) {
  start([&](ClusterAccess& access) { access.proxy = proxy_.address(); });
  proxy_.refusal = "HTTP/1.1 200 " + std::string(20'000, 'x');
  EXPECT_THAT(refused_because(), HasSubstr("without an end"));
}

TEST_F(ThroughProxyTest, WhoeverSpeaksFirstIsNotTheServer) {
  start([&](ClusterAccess& access) { access.proxy = proxy_.address(); });
  proxy_.refusal = "HTTP/1.1 200 OK\r\n\r\nhello";
  EXPECT_THAT(refused_because(), HasSubstr("more than its answer"));
}

TEST_F(ThroughProxyTest, SomethingElseThanAProxyIsNoticed) {
  start([&](ClusterAccess& access) { access.proxy = proxy_.address(); });
  proxy_.refusal = "SSH-2.0-OpenSSH\r\n\r\n";
  EXPECT_THAT(refused_because(), HasSubstr("does not answer in HTTP"));
}

}  // namespace
}  // namespace herald::kube
