#include "kube/credentials_kubeconfig.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::HasSubstr;

constexpr const char* kGood = R"(apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: lab
contexts:
- name: lab
  context: {cluster: lab, user: admin, namespace: shop}
- name: bare
  context: {cluster: plain}
- name: certificate
  context: {cluster: lab, user: certificate}
clusters:
- name: lab
  cluster:
    server: https://127.0.0.1:6443
    certificate-authority-data: Q0E=
    tls-server-name: kubernetes
    extensions: [{name: minikube, extension: {version: 1}}]
- name: plain
  cluster: {server: "http://localhost:8080", insecure-skip-tls-verify: true}
users:
- name: admin
  user: {token: abc}
- name: certificate
  user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
)";

Result<ClusterAccess, std::string> read(const std::string& text, const std::string& context = {},
                                        const std::string& path = "/nowhere/config") {
  return read_kubeconfig({.text = text, .path = path, .context = context});
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Kubeconfig, TheCurrentContextIsUsed) {
  const auto access = read(kGood);
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->origin, "/nowhere/config, context lab");
  EXPECT_EQ(access->server.authority(), "127.0.0.1:6443");
  EXPECT_EQ(access->server_name, "kubernetes");
  EXPECT_EQ(access->tls.authorities, "CA");
  EXPECT_TRUE(access->tls.verify);
  EXPECT_EQ(access->token, "abc");
  EXPECT_EQ(access->name_space, "shop");
}

TEST(Kubeconfig, AnotherContextMayBeNamed) {
  const auto bare = read(kGood, "bare");
  ASSERT_TRUE(bare) << bare.error();
  EXPECT_FALSE(bare->server.tls);
  EXPECT_FALSE(bare->tls.verify);
  EXPECT_EQ(bare->token, "");
  const auto certificate = read(kGood, "certificate");
  ASSERT_TRUE(certificate) << certificate.error();
  EXPECT_EQ(certificate->tls.own.certificate, "CERT");
  EXPECT_EQ(certificate->tls.own.key, "KEY");
}

TEST(Kubeconfig, JsonIsYamlToo) {
  const auto access = read(R"({"current-context":"a","contexts":[{"name":"a","context":{"cluster":"a"}}],
    "clusters":[{"name":"a","cluster":{"server":"https://[::1]:1"}}]})");
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->server.host, "::1");
}

TEST(Kubeconfig, RelativeFilesStartAtItsOwnFolder) {
  const std::string folder = testing::TempDir() + "herald-kubeconfig-" + std::to_string(::getpid()) + "/";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "ca.pem") << "from a file";
  std::string text = replaced(kGood, "certificate-authority-data: Q0E=", "certificate-authority: ca.pem");
  text = replaced(text, "{token: abc}", "{tokenFile: my.token}");
  const auto access = read(text, {}, folder + "config");
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->tls.authorities, "from a file");
  EXPECT_EQ(access->token_file, folder + "my.token");
  std::filesystem::remove_all(folder);
}

TEST(Kubeconfig, WhatCannotBeHonouredIsNotLeftOutSilently) {
  for (const char* const user :
       {"{auth-provider: {name: gcp}}", "{username: joe}", "{password: secret}", "{token: abc, as: admin}"}) {
    EXPECT_FALSE(read(replaced(kGood, "{token: abc}", user))) << user;
  }
  EXPECT_THAT(read(replaced(kGood, "{token: abc}", "{exec: {command: aws}}")).error(),
              HasSubstr("/nowhere/config:23:16: exec: "));
  EXPECT_THAT(read(replaced(kGood, "tls-server-name: kubernetes", "proxy-url: socks5://proxy")).error(),
              HasSubstr("proxy-url: "));
  EXPECT_FALSE(read(replaced(kGood, "tls-server-name: kubernetes", "insecure-skip-tls-verify: true")));
}

TEST(Kubeconfig, AProxyMayBeNamed) {
  const auto access = read(replaced(kGood, "tls-server-name: kubernetes", "proxy-url: http://proxy:3128"));
  ASSERT_TRUE(access) << access.error();
  EXPECT_EQ(access->proxy, (Proxy{"proxy", 3128}));
}

Result<ClusterAccess, std::string> read_for_somebody(const std::string& user) {
  return read_kubeconfig({.text = replaced(kGood, "{token: abc}", user),
                          .path = "/home/joe/config",
                          .context = {},
                          .caller = Caller::person});
}

TEST(Kubeconfig, PeopleMayHaveACredentialPlugin) {
  const auto access = read_for_somebody(
      "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, args: [get, \"1\"], "
      "env: [{name: A, value: b}], installHint: do this, interactiveMode: Never, provideClusterInfo: true}}");
  ASSERT_TRUE(access) << access.error();
  const ExecPlugin& plugin = *access->plugin;
  EXPECT_THAT(plugin.command, testing::ElementsAre("/home/joe/./login", "get", "1"));
  EXPECT_THAT(plugin.environment, testing::ElementsAre(testing::Pair("A", "b")));
  EXPECT_EQ(plugin.install_hint, "do this");
  EXPECT_EQ(plugin.interaction, Interaction::never);
  EXPECT_EQ(plugin.request.api_version, kExecV1);
  EXPECT_EQ(plugin.request.cluster->server, "https://127.0.0.1:6443");
  EXPECT_EQ(plugin.request.cluster->authorities, "CA");
  const auto old =
      read_for_somebody("{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: aws}}");
  ASSERT_TRUE(old) << old.error();
  EXPECT_EQ(old->plugin->command.front(), "aws");
  EXPECT_EQ(old->plugin->interaction, Interaction::if_available);
  EXPECT_FALSE(old->plugin->request.cluster);
}

TEST(Kubeconfig, APluginThatMakesNoSenseIsRefused) {
  const std::string v1 = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never";
  for (const auto& [user, expected] : std::vector<std::pair<std::string, std::string>>{
           {"{exec: {" + v1 + "}}", "there is no command"},
           {"{exec: {command: aws, interactiveMode: Never}}", "apiVersion must be"},
           {"{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1alpha1}}",
            "apiVersion must be"},
           {"{exec: {command: aws, apiVersion: client.authentication.k8s.io/v1}}", "interactiveMode must be"},
           {"{exec: {command: aws, args: [[a]], " + v1 + "}}", "an argument must be text"},
           {"{exec: {command: aws, env: [{value: a}], " + v1 + "}}", "a variable needs a name"},
           {"{token: abc, exec: {command: aws, " + v1 + "}}", "exclude each other"}}) {
    const auto access = read_for_somebody(user);
    ASSERT_FALSE(access) << user;
    EXPECT_THAT(access.error(), HasSubstr(expected)) << user;
  }
  EXPECT_THAT(read(replaced(kGood, "{token: abc}", "{exec: {command: aws}}")).error(),
              HasSubstr("do not run in a daemon"));
}

TEST(Kubeconfig, MistakesAreSaidWithTheirPlace) {
  EXPECT_THAT(read(kGood, "nobody").error(), HasSubstr("there is no context called \"nobody\""));
  EXPECT_THAT(read(replaced(kGood, "cluster: lab, user: admin", "cluster: gone, user: admin")).error(),
              HasSubstr("there is no cluster called \"gone\""));
  EXPECT_THAT(read(replaced(kGood, "user: admin", "user: gone")).error(),
              HasSubstr("there is no user called \"gone\""));
  EXPECT_THAT(read(replaced(kGood, "current-context: lab", "")).error(), HasSubstr("--context"));
  EXPECT_THAT(read(replaced(kGood, "Q0E=", "\"!\"")).error(), HasSubstr("not base64"));
  EXPECT_THAT(read(replaced(kGood, ", client-key-data: S0VZ", "")).error(), testing::Not(HasSubstr("S0VZ")));
  EXPECT_THAT(read(replaced(kGood, ", client-key-data: S0VZ", ""), "certificate").error(),
              HasSubstr("one is missing"));
  EXPECT_THAT(read(replaced(kGood, "https://127.0.0.1:6443", "127.0.0.1:6443")).error(),
              HasSubstr("https://"));
  EXPECT_THAT(read(replaced(kGood, "{token: abc}", "{token: \"a b\"}")).error(), HasSubstr("token"));
}

TEST(Kubeconfig, HostileTextsAreRefusedWithinBounds) {
  std::string deep = "clusters: ";
  for (int i = 0; i < 10'000; ++i)
    deep += "[";
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string(1, c) + ": &" + std::string(1, c) + " [";
    for (int i = 0; i < 10; ++i)
      bomb += "*" + before + (i < 9 ? "," : "]\n");
  }
  for (const std::string& text :
       {std::string(), std::string("null"), std::string("[]"), std::string("just text"), deep, bomb,
        std::string("current-context: [a]"), std::string("current-context: a\ncontexts: {a: b}"),
        std::string("current-context: a\ncontexts: [1, 2, null]"), std::string("\xff\xfe\x00", 3),
        std::string("a: 1\na: 2"), std::string(3 << 20, ' ')}) {
    const auto access = read(text);
    ASSERT_FALSE(access);
    EXPECT_THAT(access.error(), HasSubstr("/nowhere/config"));
  }
}

}  // namespace
}  // namespace herald::kube
