#include "kube/cluster_key.h"

#include "kube/base64.h"
#include "tests/unit/kube_client/scripted_server.h"

#include <gmock/gmock.h>

namespace herald::kube {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kBytes(32, '\x07');

std::string secret(const std::string& bytes, const std::string& accepted = "") {
  const std::string beside = accepted.empty() ? "" : R"(","accepted-key":")" + to_base64(accepted);
  return R"({"metadata":{"name":"herald-cluster-key","namespace":"herald-system"},"data":{"key":")" +
         to_base64(bytes) + beside + R"("}})";
}

runtime::Task<> load_into(ClusterKey& key, std::vector<std::string>& loaded) {
  loaded = co_await key.load();
}

runtime::Task<> ensure_then(ClusterKey& key, bool& done) {
  co_await key.ensure();
  done = true;
}

class ClusterKeyTest : public ClientTest {
 protected:
  void SetUp() override {
    start();
    client_ = std::make_unique<ApiClient>(executor(), *endpoint_);
    key_ = std::make_unique<ClusterKey>(executor(), *endpoint_, *client_, "herald-system", 1);
  }

  // Lets the pauses pass.
  void ask_until(const std::function<bool()>& done) {
    for (std::size_t asked = 1; !done(); ++asked) {
      run_until([&] { return done() || calls_.size() >= asked; });
      settle();
      clock_.advance(std::chrono::seconds(10));
      settle();
    }
  }

  std::unique_ptr<ApiClient> client_;
  std::unique_ptr<ClusterKey> key_;
};

TEST_F(ClusterKeyTest, IsWaitedForUntilItIsThereAndLongEnough) {
  server_->replies = {answer(404, "{}"), answer(200, secret("short")), answer(503, "{}"),
                      answer(200, secret(kBytes))};
  std::vector<std::string> loaded;
  asking_->spawn("load", load_into(*key_, loaded));
  ask_until([&] { return !loaded.empty(); });
  EXPECT_THAT(loaded, ElementsAre(kBytes));
  EXPECT_THAT(server_->requests().at(0),
              StartsWith("GET /api/v1/namespaces/herald-system/secrets/herald-cluster-key "));
  EXPECT_EQ(log_lines_.count("cluster_key_unavailable"), 3);
}

TEST_F(ClusterKeyTest, ASecondOneIsBelievedToo) {
  const std::string other(32, 'b');
  server_->replies = {answer(200, secret(kBytes, "short")), answer(200, secret(kBytes, other))};
  std::vector<std::string> loaded;
  asking_->spawn("load", load_into(*key_, loaded));
  ask_until([&] { return !loaded.empty(); });
  EXPECT_THAT(loaded, ElementsAre(kBytes, other));
  EXPECT_EQ(log_lines_.count("accepted-key"), 1);
}

TEST_F(ClusterKeyTest, TheSameTroubleIsToldOnce) {
  server_->replies = {answer(404, "{}"), answer(404, "{}"), answer(404, "{}"), answer(200, secret(kBytes))};
  std::vector<std::string> loaded;
  asking_->spawn("load", load_into(*key_, loaded));
  ask_until([&] { return !loaded.empty(); });
  EXPECT_EQ(log_lines_.count("cluster_key_unavailable"), 1);
}

TEST_F(ClusterKeyTest, IsMadeWithoutLookingAndNeverReplaced) {
  server_->replies = {answer(503, "{}"), answer(409, "{}")};
  bool done = false;
  asking_->spawn("ensure", ensure_then(*key_, done));
  ask_until([&] { return done; });
  ASSERT_EQ(server_->requests().size(), 2U);
  for (const std::string& request : server_->requests()) {
    EXPECT_THAT(request, StartsWith("POST /api/v1/namespaces/herald-system/secrets "));
    EXPECT_THAT(request, HasSubstr(R"("name":"herald-cluster-key")"));
  }
  // Another attempt is another key: the first may have been seen.
  EXPECT_NE(server_->requests().at(0).substr(server_->requests().at(0).find("\"data\"")),
            server_->requests().at(1).substr(server_->requests().at(1).find("\"data\"")));
}

}  // namespace
}  // namespace herald::kube
