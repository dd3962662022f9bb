#include "kube/credentials.h"

#include "kube/credentials_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;
using Look = WatchedFile::Look;

class CredentialsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "herald-credentials-" + std::to_string(::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
  }

  Environment environment() {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto at = variables_.find(name);
      return at == variables_.end() ? std::nullopt : std::optional<std::string>(at->second);
    };
  }

  std::string folder_;
  std::map<std::string, std::string> variables_{{"KUBERNETES_SERVICE_HOST", "10.96.0.1"},
                                                {"KUBERNETES_SERVICE_PORT", "443"}};
};

TEST(ServerUrl, IsReadInEveryForm) {
  EXPECT_EQ(*parse_server_url("https://example.com"), (ServerUrl{true, "example.com", 443, ""}));
  EXPECT_EQ(*parse_server_url("http://127.0.0.1:8080/"), (ServerUrl{false, "127.0.0.1", 8080, ""}));
  EXPECT_EQ(*parse_server_url("https://[2001:db8::1]:6443/k8s/c1/"),
            (ServerUrl{true, "2001:db8::1", 6443, "/k8s/c1"}));
  EXPECT_EQ(parse_server_url("https://[::1]")->authority(), "[::1]:443");
}

TEST(ServerUrl, WhatIsWrongIsSaid) {
  for (const char* const text :
       {"", "example.com", "ftp://x", "https://", "https://:6443", "https://[::1", "https://[::1]x",
        "https://2001:db8::1", "https://x:0", "https://x:99999", "https://x:6443x", "https://user@x",
        "https://x y", "https://x/?a=b", "https://x\r\nHost: y"}) {
    EXPECT_FALSE(parse_server_url(text)) << text;
  }
}

TEST_F(CredentialsTest, InAPodTheServiceAccountIsUsed) {
  write("token", "secret\n");
  write("ca.crt", "certificates");
  write("namespace", "herald-system");
  const auto access = in_cluster_access(environment(), folder_);
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->server.authority(), "10.96.0.1:443");
  EXPECT_TRUE(access->server.tls);
  EXPECT_TRUE(access->tls.verify);
  EXPECT_EQ(access->token_file, folder_ + "/token");
  EXPECT_EQ(access->authorities_file, folder_ + "/ca.crt");
  EXPECT_EQ(access->name_space, "herald-system");
}

TEST_F(CredentialsTest, TheAddressInAPodMayBeIpv6) {
  write("token", "secret");
  write("ca.crt", "certificates");
  variables_["KUBERNETES_SERVICE_HOST"] = "fd00:10:96::1";
  const auto access = in_cluster_access(environment(), folder_);
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->server.host, "fd00:10:96::1");
  EXPECT_EQ(access->server.authority(), "[fd00:10:96::1]:443");
}

TEST_F(CredentialsTest, WhatIsMissingInAPodIsNamed) {
  EXPECT_THAT(in_cluster_access(environment(), folder_).error(), HasSubstr(folder_ + "/token"));
  write("token", "secret");
  EXPECT_THAT(in_cluster_access(environment(), folder_).error(), HasSubstr(folder_ + "/ca.crt"));
  variables_.clear();
  EXPECT_THAT(find_access({}, environment()).error(), HasSubstr("--kubeconfig"));
  EXPECT_THAT(
      find_access({.kubeconfig = "", .context = "x", .caller = Caller::daemon}, environment()).error(),
      HasSubstr("--kubeconfig"));
}

// Only for people: what stands in a Pod's environment is not meant for the way to its own API server.
TEST_F(CredentialsTest, ProxyVariablesAreForPeople) {
  write("config", R"({"current-context":"a","contexts":[{"name":"a","context":{"cluster":"a"}}],
    "clusters":[{"name":"a","cluster":{"server":"https://api.example"}}]})");
  variables_["HTTPS_PROXY"] = "http://proxy:3128";
  const auto as = [&](Caller caller) {
    return find_access({.kubeconfig = folder_ + "/config", .context = {}, .caller = caller}, environment());
  };
  EXPECT_EQ(as(Caller::person)->proxy, (Proxy{"proxy", 3128}));
  EXPECT_EQ(as(Caller::daemon)->proxy, std::nullopt);
  variables_["HTTPS_PROXY"] = "socks5://proxy";
  EXPECT_THAT(as(Caller::person).error(), HasSubstr("HTTPS_PROXY: "));
}

TEST_F(CredentialsTest, AFileIsReadAgainWhenItIsAnotherOne) {
  write("token", "one");
  WatchedFile file(folder_ + "/token");
  EXPECT_EQ(file.look(), Look::changed);
  EXPECT_EQ(file.contents(), "one");
  EXPECT_EQ(file.look(), Look::same);
  // As the kubelet does it: a link that leads elsewhere from one moment to the next.
  write("next", "two");
  std::filesystem::rename(folder_ + "/next", folder_ + "/token");
  EXPECT_EQ(file.look(), Look::changed);
  EXPECT_EQ(file.contents(), "two");
  std::filesystem::remove(folder_ + "/token");
  EXPECT_EQ(file.look(), Look::unreadable);
  EXPECT_EQ(file.contents(), "two");
  EXPECT_THAT(file.problem(), HasSubstr("No such file"));
}

TEST_F(CredentialsTest, NothingThatIsEndlessOrMakesUsWaitIsRead) {
  EXPECT_FALSE(read_credential_file("/dev/zero"));
  EXPECT_FALSE(read_credential_file(folder_));
  ASSERT_EQ(::mkfifo((folder_ + "/fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_credential_file(folder_ + "/fifo"));
  write("large", std::string((1 << 20) + 1, 'x'));
  EXPECT_THAT(read_credential_file(folder_ + "/large").error(), HasSubstr("1 MiB"));
}

TEST(Token, IsOneVisibleWord) {
  EXPECT_EQ(*clean_token(" \nabc.def-_=\r\n"), "abc.def-_=");
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("a b"), std::string("a\r\nX: 1"),
        std::string("a\0b", 3), std::string("\xff\xfe")}) {
    EXPECT_FALSE(clean_token(text));
  }
}

}  // namespace
}  // namespace herald::kube
