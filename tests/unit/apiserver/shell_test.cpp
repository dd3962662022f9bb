// What the server keeps on disk, and its keys.
#include "lab/apiserver/certificates.h"
#include "lab/apiserver/journal.h"
#include "lab/apiserver/kubeconfig.h"
#include "lab/apiserver/log_events.h"
#include "lab/apiserver/signed_tokens.h"
#include "runtime/tls.h"
#include "tests/unit/apiserver/api_fixture.h"
#include "tests/unit/runtime/log_catalogue.h"

#include <csignal>
#include <filesystem>
#include <set>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>

#include <gmock/gmock.h>

namespace herald::apiserver {
namespace {

using testing::HasSubstr;

// While it lives no file grows beyond `size`: a disk that is full.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t size) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{size, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  }
  SmallFiles(const SmallFiles&) = delete;
  SmallFiles& operator=(const SmallFiles&) = delete;
  ~SmallFiles() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

class OnDisk : public ApiTest {
 protected:
  OnDisk() {
    std::string pattern = (std::filesystem::temp_directory_path() / "herald-shell-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  ~OnDisk() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  static std::string read(const std::string& path) {
    std::string text;
    EXPECT_TRUE(read_file(path, text)) << path;
    return text;
  }
  static ClusterSettings settings() {
    return {.service_ranges = {*net::Cidr::parse("10.96.0.0/16")}, .seed = 9};
  }

  std::string directory_;
};

TEST_F(OnDisk, AClusterComesBackFromItsLog) {
  std::string text;
  kube::Version version = 0;
  {
    Cluster cluster(settings());
    const auto opened = Journal::open(path("log"), cluster);
    ASSERT_TRUE(opened) << opened.error();
    Api api(cluster, tokens_, {});
    furnish(cluster, 1, now_);
    version = cluster.store().current_version();
    text = object_text(**cluster.store().get({"services", "default", "kubernetes"}),
                       *cluster.registry().find_stored("services"), "v1");
  }
  Cluster again(settings());
  const auto opened = Journal::open(path("log"), again);
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_EQ(opened->warning, "");
  EXPECT_EQ(again.store().current_version(), version);
  EXPECT_EQ(object_text(**again.store().get({"services", "default", "kubernetes"}),
                        *again.registry().find_stored("services"), "v1"),
            text);
  struct stat state{};
  ASSERT_EQ(::stat(path("log").c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U) << "Secrets are in it";
}

TEST_F(OnDisk, ATornTailIsToldAndCut) {
  {
    Cluster cluster(settings());
    const auto opened = Journal::open(path("log"), cluster);
    furnish(cluster, 1, now_);
  }
  const std::string whole = read(path("log"));
  ASSERT_TRUE(write_file(path("log"), whole.substr(0, whole.size() - 7)));
  Cluster again(settings());
  const auto opened = Journal::open(path("log"), again);
  ASSERT_TRUE(opened) << opened.error();
  EXPECT_THAT(opened->warning, HasSubstr("not finished when the server stopped; they are dropped"));
  EXPECT_FALSE(again.store().get({"clusterroles.rbac.authorization.k8s.io", "", "cluster-admin"}));
  EXPECT_TRUE(again.store().get({"services", "default", "kubernetes"}));
}

TEST_F(OnDisk, ADamagedLogIsNotOverwritten) {
  {
    Cluster cluster(settings());
    const auto opened = Journal::open(path("log"), cluster);
    furnish(cluster, 1, now_);
  }
  std::string damaged = read(path("log"));
  damaged[200] ^= 1;
  ASSERT_TRUE(write_file(path("log"), damaged));
  Cluster again(settings());
  const auto opened = Journal::open(path("log"), again);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error(), HasSubstr("move it away to begin anew"));
  EXPECT_EQ(read(path("log")), damaged);
}

TEST_F(OnDisk, AFullDiskLeavesTheLogWhole) {
  std::string text;
  auto file = JournalFile::open(path("log"), text);
  ASSERT_TRUE(file);
  EXPECT_TRUE((*file)->append("one\n"));
  EXPECT_TRUE((*file)->append("two\n"));
  {
    const SmallFiles limit(10);
    EXPECT_FALSE((*file)->append("half of this fits\n"));
  }
  EXPECT_EQ(read(path("log")), "one\ntwo\n");
  EXPECT_TRUE((*file)->append("three\n"));
  EXPECT_EQ(read(path("log")), "one\ntwo\nthree\n");
  EXPECT_TRUE((*file)->replace("new\n"));
  EXPECT_TRUE((*file)->append("more\n"));
  EXPECT_EQ(read(path("log")), "new\nmore\n");
  EXPECT_EQ((*file)->grown(), 5U);
}

TEST_F(OnDisk, CertificatesAreKeptWhileTheyFit) {
  const auto first = load_or_make_certificates(directory_, {"localhost", "127.0.0.1", "::1"});
  ASSERT_TRUE(first) << first.error();
  const auto same = load_or_make_certificates(directory_, {"localhost", "127.0.0.1"});
  EXPECT_EQ(same->certificate, first->certificate);
  const auto other = load_or_make_certificates(directory_, {"localhost", "10.96.0.1"});
  EXPECT_NE(other->certificate, first->certificate);
  EXPECT_TRUE(runtime::make_server_context({other->certificate, other->key}));
  EXPECT_TRUE(runtime::make_client_context({.authorities = other->authority, .own = {}, .verify = true}));
}

class SignedTokensTest : public testing::Test {
 protected:
  std::int64_t now_ = 1000;
  SignedTokens tokens_{"a key of thirty-two bytes exactly", [this] { return now_; }};
};

TEST_F(SignedTokensTest, TellWhoTheyWereMadeFor) {
  const std::string token = tokens_.for_service_account("shop", "robot", 2000);
  const auto user = tokens_.user_of(token);
  ASSERT_TRUE(user);
  EXPECT_EQ(user->name, "system:serviceaccount:shop:robot");
  EXPECT_TRUE(user->in_group("system:serviceaccounts:shop"));
  EXPECT_TRUE(tokens_.user_of(tokens_.for_admin())->in_group(kMasters));
}

TEST_F(SignedTokensTest, Expire) {
  const std::string token = tokens_.for_service_account("shop", "robot", 2000);
  now_ = 1999;
  EXPECT_TRUE(tokens_.user_of(token));
  now_ = 2000;
  EXPECT_FALSE(tokens_.user_of(token));
}

TEST_F(SignedTokensTest, CannotBeForged) {
  const std::string token = tokens_.for_service_account("shop", "robot", 2000);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens_.user_of(forged)) << i;
  }
  const SignedTokens other("another key of thirty-two bytes..", [] { return 1000; });
  EXPECT_FALSE(other.user_of(token));
  for (const char* rubbish : {"", ".", "..", "a.b.c", "x"})
    EXPECT_FALSE(tokens_.user_of(rubbish)) << rubbish;
}

TEST_F(SignedTokensTest, FixedOnesComeFromTheCommandLine) {
  EXPECT_TRUE(tokens_.add_fixed("shop/robot=secret"));
  EXPECT_TRUE(tokens_.add_fixed("jane=other"));
  EXPECT_FALSE(tokens_.add_fixed("jane"));
  EXPECT_FALSE(tokens_.add_fixed("=x"));
  EXPECT_FALSE(tokens_.add_fixed("jane="));
  EXPECT_EQ(tokens_.user_of("secret")->name, "system:serviceaccount:shop:robot");
  EXPECT_EQ(tokens_.user_of("other")->name, "jane");
}

TEST(Kubeconfig, SaysWhereAndWho) {
  const std::string text = kubeconfig_text({"https://127.0.0.1:1", "PEM", "TOKEN"});
  EXPECT_THAT(text, HasSubstr("    server: https://127.0.0.1:1\n"));
  EXPECT_THAT(text, HasSubstr("    certificate-authority-data: UEVN\n"));
  EXPECT_THAT(text, HasSubstr("    token: TOKEN\n"));
}

TEST(ApiserverLogEvents, AreDocumentedOnceWithTheirLevel) {
  std::multiset<std::string> known;
  for (const runtime::LogEvent& event : events::kAll)
    known.insert(std::string(event.name) + " " + std::string(name(event.level)));
  EXPECT_EQ(runtime::documented_log_events("herald-apiserver"), known);
}

}  // namespace
}  // namespace herald::apiserver
